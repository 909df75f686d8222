import { openControl } from './control.ts';
import { startCdn, type Cdn, type CdnOptions } from './cdn/server.ts';
import { demoKkt } from './demo-shop.ts';
import { startKkt, type KktServer, type KktServerOptions } from './kkt.ts';
import { startLocalModule, type LocalModuleOptions, type LocalModuleServer } from './local-module/server.ts';
import { startTspiot, type TspiotOptions, type TspiotServer } from './tspiot/index.ts';

export { openControl, ServiceControl, type Control, type Fault, type HostName, type LoggedRequest } from './control.ts';
export { demoApiKey, startCdn, type Cdn, type CdnForm, type CdnOptions } from './cdn/server.ts';
export { startKkt, stripOf, type KktServer, type KktServerOptions } from './kkt.ts';
export { startLocalModule, type LocalModuleOptions, type LocalModuleServer } from './local-module/server.ts';
export { startTspiot, type TspiotOptions, type TspiotServer } from './tspiot/index.ts';
export { demoGoods, demoPlainGoods, type MarkedGood, type PlainGood } from './demo-goods.ts';
export { demoKkt } from './demo-shop.ts';
export { makeCode, sample, sampleCodes, type SampleCode, type SituationId } from './sample-codes.ts';

export interface EmulatorsOptions {
  readonly cdn?: Omit<CdnOptions, 'control'>;
  readonly lm?: Omit<LocalModuleOptions, 'control'>;
  /** What differs from the demo shop's ККТ; `false`: none. */
  readonly kkt?: Omit<KktServerOptions, 'control'> | false;
  /** A ТС ПИоТ for the ККТ, with what differs from its own defaults; none when left out: most shops of the tests have the key of ЦРПТ. */
  readonly tspiot?: Omit<TspiotOptions, 'control'>;
  /** Port of the one HTTP control of them all; 0 = any free one. */
  readonly controlPort?: number;
}

/** The services of «Честный ЗНАК» and a ККТ, under one control. */
export interface Emulators {
  readonly cdn: Cdn;
  readonly lm: LocalModuleServer;
  readonly kkt: KktServer | undefined;
  readonly tspiot: TspiotServer | undefined;
  /** Address of the HTTP control. */
  readonly control: string;
  readonly close: () => Promise<void>;
}

/** Starts the CDN, ЛМ ЧЗ and the ККТ in this process, on free loopback ports unless told otherwise. A port that is taken rejects. */
export async function startEmulators({
  cdn: cdnOptions,
  lm: lmOptions,
  kkt: kktOptions,
  tspiot: tspiotOptions,
  controlPort = 0,
}: EmulatorsOptions = {}): Promise<Emulators> {
  const opened: { readonly close: () => Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((each) => each.close()));
  };
  try {
    const control = await openControl(controlPort);
    opened.push(control);
    const cdn = await startCdn({ ...cdnOptions, control });
    opened.push(cdn);
    // ЛМ is set up with the same token the till checks with (local-module §2.2), for the company that the ККТ is registered to.
    const lm = await startLocalModule({
      initToken: cdn.apiKey,
      ...(demoKkt.inn !== undefined && { inn: demoKkt.inn }),
      ...lmOptions,
      control,
    });
    opened.push(lm);
    const kkt = kktOptions === false ? undefined : await startKkt({ ...demoKkt, ...kktOptions, control });
    if (kkt) opened.push(kkt);
    const tspiot = tspiotOptions && (await startTspiot({ ...tspiotFor(lm, kkt), ...tspiotOptions, control }));
    if (tspiot) opened.push(tspiot);
    return { cdn, lm, kkt, tspiot, control: control.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** It stands beside that ККТ and asks that ЛМ: what they are in is what it answers by. */
function tspiotFor(lm: LocalModuleServer, kkt: KktServer | undefined): Omit<TspiotOptions, 'control'> {
  const isLocalReady = (): boolean => {
    const {
      state = 'ready',
      refuse,
      hang,
      databaseDown,
    } = lm.service.faultFor(0, '/api/v2/cis/outCheck', { count: false });
    return state === 'ready' && !refuse && !hang && !databaseDown;
  };
  if (!kkt) return { isLocalReady };
  const { fnNumber } = kkt.kkt;
  return {
    isLocalReady,
    isShiftOpen: () => kkt.kkt.shift.open,
    instances: [{ kktSerial: '00106200000017', fnSerial: fnNumber, kktInn: lm.inn }],
  };
}
