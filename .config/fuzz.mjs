/** `npm run fuzz [seed]`: the properties of the reader of codes and of the protocols over tries that nobody has made before. */
import { spawnSync } from 'node:child_process';
import { install, projectRoot } from './install.mjs';

/** As long as a person waits: the longest file takes some ten minutes. */
const times = 20;

install();
const seed = process.argv[2] ?? String(Date.now() % 1_000_000_000);
console.log(`FUZZ_SEED=${seed} FUZZ_TIMES=${times}`);
const { status } = spawnSync(
  process.execPath,
  [
    `${projectRoot}node_modules/vitest/vitest.mjs`,
    'run',
    '--project',
    'pure',
    'src/domain/marking-code',
    'src/protocol',
  ],
  { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, FUZZ_SEED: seed, FUZZ_TIMES: String(times) } },
);
process.exit(status ?? 1);
