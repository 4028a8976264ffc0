// SPDX-License-Identifier: Apache-2.0
/*
 * The JSDoc types of the pages, held to by TypeScript: each kind of global scope by itself.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

for (const scope of ['page', 'worker', 'worklet', 'tests'])
	it(`${scope} has no type errors`, () => {
		const { status, stdout, error } = spawnSync(process.execPath,
			['node_modules/typescript/bin/tsc', '-p', `tsconfig.${scope}.json`],
			{ cwd: here, encoding: 'utf8' });
		assert.equal(error, undefined);
		assert.equal(status, 0, stdout);
	});
