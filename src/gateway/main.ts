/** `node --import tsx src/gateway/main.ts`: the gateway as a program, settings from the environment. */
import { fileURLToPath } from 'node:url';
import { runGateway } from './run.ts';

await runGateway(fileURLToPath(new URL('../../dist/till', import.meta.url)));
