/** What of the answers of ТС ПИоТ a page may see: each is built anew from the fields below, so that a secret of this or a later version never leaves the machine. */

type Shape = { readonly [field: string]: true | Shape };

const longest = 500;

/** The error bodies of tspiot.md §4.4. */
export const refusalShape: Shape = {
  code: true,
  message: true,
  errorCode: true,
  errorDescription: true,
  error: { code: true, text: true, description: true },
};

/** `/info` (§4.5), without ЛМ's token, login and password. */
export const infoShape: Shape = {
  tspiotId: true,
  kktSerial: true,
  fnSerial: true,
  kktInn: true,
  codesCheckTimeout: true,
  licenceTill: true,
  lm: { version: true, status: true, lastSync: true, expDate: true, ip: true, port: true },
};

const instance: Shape = { id: true, port: true, softPort: true, dkktPort: true, serviceState: true };
const link: Shape = { code: true, error: true, lastConnection: true };

/** Of the orchestrator (§5), by path; `regData.espToken` is a secret. */
export const adminShapes: ReadonlyArray<readonly [path: RegExp, shape: Shape]> = [
  [/^api\/v1\/info$/, { version: true }],
  [/^api\/v1\/instances\/info$/, { ...instance, instances: instance, items: instance }],
  [
    /^api\/v1\/instances\/info\/[\w-]{1,40}$/,
    {
      state: true,
      clientPort: true,
      version: true,
      licenses: { isActive: true, activeTill: true, lastSync: true },
      regData: { tspiotId: true, gismtTspiotId: true, kktSerial: true, fnSerial: true, kktInn: true },
    },
  ],
  [
    /^api\/v1\/instances\/lm\/[\w-]{1,40}$/,
    {
      controllerVersion: true,
      code: true,
      lmStatus: { status: true, operationMode: true, version: true, lastSync: true, inn: true, inst: true },
    },
  ],
  [
    /^api\/v1\/status\/[\w-]{1,40}$/,
    { gismt: link, lmController: link, lm: link, lmInternet: link, lmServers: link, esp: link, clientSoftware: link },
  ],
  [
    /^api\/v1\/dkktList$/,
    { kkt: { kktSerial: true, fnSerial: true, kktInn: true, modelName: true, dkktVersion: true, shiftState: true } },
  ],
];

/** The fields of `shape` in a value, in every element of a list; of a leaf only what is no object. */
export function picked(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return (value as unknown[]).slice(0, 100).map((each) => picked(each, shape));
  if (typeof value !== 'object' || value === null) return null;
  const whole = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(shape).flatMap(([field, inner]): Array<[string, unknown]> => {
      if (!Object.hasOwn(whole, field)) return [];
      const found = whole[field];
      if (inner !== true) return [[field, found === null ? null : picked(found, inner)]];
      if (typeof found === 'string') return [[field, found.slice(0, longest)]];
      return typeof found === 'number' || typeof found === 'boolean' || found === null ? [[field, found]] : [];
    }),
  );
}

/** A body of JSON with those fields alone; undefined: it is no JSON of an object or a list. */
export function pickedBody(body: Uint8Array, shape: Shape): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    // The orchestrator says `null` where there is nothing (§5).
    if (value === null) return 'null';
    return typeof value === 'object' ? JSON.stringify(picked(value, shape)) : undefined;
  } catch {
    return undefined;
  }
}
