/** ТС ПИоТ (ЕСМ of АО «ЕСП») on loopback: instances with certificates of their own, and the orchestrator beside them (tspiot.md §9). */
import { randomUUID } from 'node:crypto';
import { openControl, type Control, type ServiceControl } from '../control.ts';
import { openListener, type Certificate, type Listener } from '../listener.ts';
import { fingerprintOf, selfSigned } from './certificate.ts';
import { Instance, secrets, type InstanceOptions, type Surroundings } from './instance.ts';
import { espToken, orchestrator, type Registered } from './orchestrator.ts';

export type { InstanceOptions } from './instance.ts';

export interface TspiotOptions {
  /** One for each ККТ of the PC, in the order of their ports; one by default. */
  readonly instances?: readonly InstanceOptions[];
  /** Port of the first instance, the others take the next ones; 0 = any free ports. */
  readonly port?: number;
  /** 0 = any free port. */
  readonly orchestratorPort?: number;
  /** Whether the shift of a ККТ is open; always by default. */
  readonly isShiftOpen?: (kktSerial: string) => boolean;
  /** Whether the ЛМ behind it can answer; always by default. */
  readonly isLocalReady?: () => boolean;
  /** What that ЛМ says of itself in an offline answer. */
  readonly lists?: Surroundings['lists'];
  /** Sends CORS headers; a real one has never been seen to (§7). */
  readonly cors?: boolean;
  /** A control to join; its own one otherwise. */
  readonly control?: Control;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** An instance that is served. */
export interface ServedInstance {
  readonly url: string;
  readonly options: InstanceOptions;
  /** SHA-256 of the certificate it shows now, `AB:CD:…`. */
  readonly fingerprint: () => string;
  /** Makes a new certificate, as a module that was installed again does. */
  readonly renewCertificate: () => void;
}

/** The running emulator. Faults: `host` is the index of an instance, `base` the orchestrator. */
export interface TspiotServer {
  readonly instances: readonly ServedInstance[];
  /** Address of the orchestrator. */
  readonly orchestrator: string;
  /** Address of the HTTP control. */
  readonly control: string;
  /** The same control in-process. */
  readonly service: ServiceControl;
  /** What must never be seen outside of it, or in a log. */
  readonly secrets: readonly string[];
  readonly close: () => Promise<void>;
}

const defaultInstance: InstanceOptions = {
  kktSerial: '00106200000017',
  fnSerial: '9999078900000017',
  kktInn: '7700000000',
};

export async function startTspiot(options: TspiotOptions = {}): Promise<TspiotServer> {
  const {
    instances: wanted = [defaultInstance],
    port = 0,
    orchestratorPort = 0,
    isShiftOpen = () => true,
    isLocalReady = () => true,
    lists = { inst: randomUUID(), version: randomUUID() },
    now = Date.now,
  } = options;
  const control = options.control ?? (await openControl());
  const service = control.join('tspiot');
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
    if (options.control === undefined) await control.close();
  };
  const headers = (): Record<string, string> => (options.cors ? { 'access-control-allow-origin': '*' } : {});

  try {
    const served: ServedInstance[] = [];
    const registered: Registered[] = [];
    for (const [index, each] of wanted.entries()) {
      const instance = new Instance(each, { now, isShiftOpen: () => isShiftOpen(each.kktSerial), isLocalReady, lists });
      let certificate: Certificate = selfSigned(each.kktSerial, now());
      const listener = await openListener({
        service,
        host: index,
        port: port === 0 ? 0 : port + index,
        tls: certificate,
        handle: instance.handle,
        headers,
      });
      listeners.push(listener);
      served.push({
        url: listener.url,
        options: each,
        fingerprint: () => fingerprintOf(certificate),
        renewCertificate: () => {
          certificate = selfSigned(each.kktSerial, now());
          listener.present(certificate);
        },
      });
      registered.push({
        instance,
        port: () => Number(new URL(listener.url).port),
        fault: () => service.faultFor(index, '/api/v3/codes/check', { count: false }),
        isRunning: () => !service.faults.some(({ refuse, host }) => refuse && (host ?? index) === index),
      });
    }
    const base = await openListener({
      service,
      host: 'base',
      port: orchestratorPort,
      handle: orchestrator(registered, now, isLocalReady),
      headers,
    });
    listeners.push(base);
    return {
      instances: served,
      orchestrator: base.url,
      control: control.url,
      service,
      secrets: [...Object.values(secrets), espToken],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
