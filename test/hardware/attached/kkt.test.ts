/** A ККТ that is attached to this machine and named. The suite prints documents: only one with a debug ФН is let in. */
import type { AddressInfo } from 'node:net';
import { afterAll, it } from 'vitest';
import { WebSocket } from 'undici';
import type { PrinterState } from '../../../src/app/ports/printer.ts';
import type { Memory, Remembered } from '../../../src/devices/kkt/shtrih/search.ts';
import { ShtrihPrinter } from '../../../src/devices/kkt/shtrih/shtrih-printer.ts';
import type { LinkSource } from '../../../src/devices/links/link.ts';
import { serialSource } from '../../../src/devices/links/web-serial.ts';
import { socketSource } from '../../../src/devices/links/web-socket.ts';
import { gatewayFromEnv } from '../../../src/gateway/config.ts';
import { createGateway } from '../../../src/gateway/server.ts';
import { fiscalPrinterContract } from '../../contract/fiscal-printer.ts';
import { StandInPort, StandInSerial } from '../../stand-ins/serial.ts';
import { closeTty, openTty, TtyWire } from '../../stand-ins/tty.ts';
import { realClock } from '../../unit/clock.ts';

interface Way {
  readonly source: LinkSource;
  leave(): Promise<void>;
}

const named = process.env['POLTORA_HARDWARE_KKT'];
if (named) await run(named);
else it.skip('skipped: no ККТ is named (POLTORA_HARDWARE_KKT=/dev/ttyACM0, or tcp://192.168.0.20:7778)');

async function run(place: string): Promise<void> {
  const { source, leave } = await (place.startsWith('tcp://') ? byNetwork(place) : byCable(place));
  let kept: Remembered | undefined;
  const memory: Memory = { get: () => kept, set: (found) => void (kept = found) };
  const open = (): ShtrihPrinter =>
    new ShtrihPrinter({ source, memory, clock: realClock, zone: () => 3, setup: { password: 30, vat22: 'auto' } });
  let printer = open();
  afterAll(async () => {
    await printer.release();
    await leave();
  });
  /** One at a time has the port. */
  const reopen = async (): Promise<ShtrihPrinter> => {
    await printer.release();
    return (printer = open());
  };
  const { model } = await debugOnly(printer, place);
  fiscalPrinterContract(`${model} at ${place}`, async () => {
    const { shift } = await debugOnly(await reopen(), place);
    // Of yesterday, perhaps: nothing but its closing can be printed.
    if (shift.state === 'expired') await printer.closeShift('Петрова');
    return { printer, reopen };
  });
}

/** Asking changes nothing; whoever does not say that his ФН is a debug one has a fiscal one. */
async function debugOnly(printer: ShtrihPrinter, place: string): Promise<PrinterState> {
  const state = await printer.state();
  if (!state.ok) throw new Error(`No ККТ can be asked at ${place}: ${JSON.stringify(state.failure)}`);
  const { demo, model, fn } = state.value;
  if (!demo)
    throw new Error(
      `Refused: ${model} at ${place} has the fiscal ФН ${fn}. This suite prints documents, so it wants a debug ФН (МГМ). Nothing was printed.`,
    );
  return state.value;
}

async function byCable(path: string): Promise<Way> {
  // Fails here, in the system's words, when it is not there or belongs to another.
  await closeTty(await openTty(path));
  return {
    source: serialSource(new StandInSerial(new StandInPort(new TtyWire(path))), realClock),
    leave: async () => undefined,
  };
}

/** Through the gateway, as a page reaches it. */
async function byNetwork(url: string): Promise<Way> {
  const config = gatewayFromEnv({ POLTORA_KKT: url }, '/nowhere');
  if (!config.ok) throw new Error(config.failure.map(({ message }) => message).join(' '));
  const gateway = createGateway(config.value, {
    report: (error) => {
      throw error;
    },
  });
  await gateway.listen({ host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
  return {
    source: socketSource({
      WebSocket: WebSocket as unknown as new (url: string, protocols: string[]) => globalThis.WebSocket,
      clock: realClock,
      origin,
      till: 'hardware',
      tillKey: undefined,
    }),
    leave: () => gateway.close(),
  };
}
