// Authlib (Python) as a web application uses it; the walk itself is tests/scripts/authlib/walk.py.

import './require-node.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { itEndsWell, REPOSITORY, startSymbolon } from './support.mjs';

describe('authlib', () => {
  let symbolon;

  before(async () => {
    symbolon = await startSymbolon();
  });

  after(() => symbolon?.stop());

  it('walks_from_discovery_to_revocation_and_refuses_a_broken_id_token', async () => {
    const script = path.join(REPOSITORY, 'tests/scripts/authlib.sh');
    const { stdout } = await promisify(execFile)(script, [symbolon.issuer]);
    assert.equal(stdout, 'walked\n');
  });

  itEndsWell(() => symbolon);
});
