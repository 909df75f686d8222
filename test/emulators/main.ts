/** `npm run emulators`: all of them on fixed ports, for people who write against these services. */
import { startEmulators } from './index.ts';

/** A port from the environment. */
function port(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new RangeError(`${name} is a port number, 0 to 65535`);
  return value;
}

const { cdn, lm, kkt, tspiot, control, close } = await startEmulators({
  cdn: { port: port('EMULATOR_CDN_PORT', 15_010) },
  lm: { port: port('EMULATOR_LM_PORT', 15_995) },
  kkt: { port: port('EMULATOR_KKT_PORT', 17_778) },
  tspiot: {
    port: port('EMULATOR_TSPIOT_PORT', 51_401),
    orchestratorPort: port('EMULATOR_ORCHESTRATOR_PORT', 51_077),
  },
  controlPort: port('EMULATOR_CONTROL_PORT', 15_900),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void close();
  });

process.stdout.write(`The emulator of the ЦРПТ online check lists its hosts at ${cdn.base}; X-API-KEY is ${cdn.apiKey}.
Its check hosts are ${cdn.hosts.join(', ')}.
The emulator of ЛМ ЧЗ listens at ${lm.url}; login ${lm.login}, password ${lm.password}.
The emulator of a ШТРИХ-М with a debug ФН listens at ${kkt?.url ?? ''}; one connection at a time, operator's password 30.
The emulator of ТС ПИоТ for this ККТ listens at ${tspiot?.instances[0]?.url ?? ''} with a certificate of its own, its orchestrator at ${tspiot?.orchestrator ?? ''}.
Faults and the log of requests are at ${control}/faults and ${control}/requests, what the ККТ has in its ФН and on paper at ${control}/documents and ${control}/strips.
Press Ctrl+C to stop.
`);
