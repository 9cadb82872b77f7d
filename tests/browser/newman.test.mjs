// The Postman collection, run without a person.

import './require-node.mjs';
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import newman from 'newman';
import { itEndsWell, REPOSITORY, startSymbolon } from './support.mjs';

const openapi = (file) => path.join(REPOSITORY, 'openapi', file);

describe('postman', () => {
  let symbolon;

  before(async () => {
    symbolon = await startSymbolon();
  });

  after(() => symbolon?.stop());

  it('collection_passes_against_the_demo', async () => {
    process.env.NO_PROXY = 'localhost,127.0.0.1';
    const { run } = await promisify(newman.run)({
      collection: openapi('symbolon.postman_collection.json'),
      environment: openapi('symbolon.postman_environment.json'),
      envVar: [{ key: 'issuer', value: symbolon.issuer }],
      timeoutRequest: 10_000,
    });
    const failures = run.failures.map(({ source, error }) => `${source?.name}: ${error.test ?? ''} ${error.message}`);
    assert.deepEqual(failures, []);
    assert.equal(run.stats.requests.failed, 0);
    assert.ok(run.stats.assertions.total > run.stats.requests.total, 'every request has assertions');
  });

  itEndsWell(() => symbolon);
});
