// The other files rest on it: a provider that starts or stops badly must fail a test and say why.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startSymbolon } from './support.mjs';

/** Answers every request with 200 and does what the test says on SIGTERM. */
const fakeServer = (onTerm) => `#!${process.execPath}
const port = process.env.SYMBOLON_LISTEN.split(':')[1];
require('node:http').createServer((_, response) => response.end()).listen(port, '127.0.0.1');
console.error('fake started');
process.on('SIGTERM', () => { ${onTerm} });
`;

describe('support', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'symbolon-fake-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const fake = async (name, script) => {
    const file = path.join(folder, name);
    await writeFile(file, script);
    await chmod(file, 0o755);
    return file;
  };

  it('exit_code_other_than_0_after_sigterm_fails_with_the_log', async () => {
    const symbolon = await startSymbolon(await fake('one', fakeServer('process.exit(1)')));
    await assert.rejects(symbolon.stop(), /SIGTERM ended the provider with 1, not 0\nfake started/);
  });

  it('exit_code_0_after_sigterm_passes', async () => {
    const symbolon = await startSymbolon(await fake('zero', fakeServer('process.exit(0)')));
    await symbolon.stop();
  });

  it('death_by_a_signal_fails', async () => {
    const symbolon = await startSymbolon(await fake('signal', fakeServer("process.kill(process.pid, 'SIGKILL')")));
    await assert.rejects(symbolon.stop(), /with SIGKILL, not 0/);
  });

  it('panic_in_the_log_fails', async () => {
    const panic = "console.error('thread panicked at src/x.rs'); process.exit(0)";
    const symbolon = await startSymbolon(await fake('panic', fakeServer(panic)));
    await assert.rejects(symbolon.stop(), /panicked at src\/x.rs/);
  });

  it('program_that_ends_at_once_fails_with_its_stderr', async () => {
    const file = await fake('broken', '#!/bin/sh\necho "SYMBOLON_ISSUER: not a URL" >&2\nexit 2\n');
    await assert.rejects(startSymbolon(file), /did not start: it ended with 2\nSYMBOLON_ISSUER: not a URL/);
  });

  it('missing_program_fails_with_its_path', async () => {
    const file = path.join(folder, 'nowhere');
    await assert.rejects(startSymbolon(file), (error) => error.message.startsWith(`${file} is missing`));
  });
});
