/** Who the ККТ is: asked once after the connection was made (kkt-shtrih.md §2.2, §2.4, §2.5). */
import type { KktSetup } from '../../../domain/shop/shop.ts';
import type { PrinterAbout, PrinterFailure } from '../../../app/ports/printer.ts';
import { plainInn } from '../../../domain/shop/inn.ts';
import { ok, type Result } from '../../../domain/base/result.ts';
import { taxations, type Taxation } from '../../../domain/shop/taxation.ts';
import type { EpochMs } from '../../../domain/base/time.ts';
import type { Question } from '../../../protocol/shtrih/command.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import type { LocalDateTime } from '../../../protocol/shtrih/date.ts';
import { ffdVersions, settingsOf, taxRate } from '../../../protocol/shtrih/tables.ts';
import { fieldText } from '../../../protocol/shtrih/text.ts';
import type { Vat22 } from '../../../protocol/shtrih/vat.ts';
import type { Connection } from './connection.ts';
import type { Dialect } from './document.ts';

export interface Known {
  readonly connection: Connection;
  /** The ФН is sealed in: another one means another connection. */
  readonly fn: string;
  readonly model: string;
  readonly demo: boolean;
  readonly about: PrinterAbout;
  readonly dialect: Dialect;
}

/** Model code of ШТРИХ-НАНО-Ф, whose firmware has 22 % elsewhere than the others' (§2.6). */
const nanoModel = 152;
/** Model code of ШТРИХ-МОБАЙЛ-Ф: desktop by its flags, but the maker's driver sends an item's tags before it (§9.2). */
const mobileModel = 19;

/** `epoch`: a time of the device's own clock as epoch ms. */
export async function identify(
  connection: Connection,
  { password, vat22 }: Pick<KktSetup, 'password' | 'vat22'>,
  epoch: (time: LocalDateTime | undefined) => EpochMs | undefined,
): Promise<Result<Known, PrinterFailure>> {
  const signed = { password };
  const type = await connection.ask(kkt.deviceType());
  if (!type.ok) return type;
  const status = await connection.ask(kkt.fullStatus(signed));
  if (!status.ok) return status;
  const fn = await connection.ask(kkt.fnStatus(signed));
  if (!fn.ok) return fn;
  // From here on a refusal is the model's way of saying that it does not know: an unregistered ККТ, an old firmware.
  const asked = async <Value>(command: Question<Value>): Promise<Result<Value | undefined, PrinterFailure>> => {
    const answer = await connection.ask(command);
    return answer.ok || answer.failure.kind !== 'refused' ? answer : ok(undefined);
  };
  const version = await asked(kkt.fnVersion(signed));
  if (!version.ok) return version;
  const expiry = await asked(kkt.fnExpiry(signed));
  if (!expiry.ok) return expiry;
  const registration = await asked(kkt.registration(signed));
  if (!registration.ok) return registration;
  // An old firmware that does not know FF09 has the same in its table (§2.9, table 18 field 2).
  const innField = registration.value
    ? undefined
    : await asked(kkt.readTable({ ...signed, ...settingsOf(connection.info).inn }));
  if (innField && !innField.ok) return innField;
  const ffd = await asked(kkt.readTable({ ...signed, ...settingsOf(connection.info).ffd }));
  if (!ffd.ok) return ffd;
  const rate = await asked(kkt.readTable({ ...signed, ...taxRate(1) }));
  if (!rate.ok) return rate;

  const { model, name } = type.value;
  const registered = registration.value?.taxations;
  return ok({
    connection,
    fn: fn.value.fn,
    model: name,
    // A debugging ФН makes no fiscal documents: the makers' own means of practice.
    demo: version.value?.serial === false,
    about: {
      place: connection.place,
      serial: status.value.serial === undefined ? undefined : String(status.value.serial),
      firmware: `${status.value.firmware}.${status.value.firmwareBuild}`,
      inn: plainInn(registration.value?.inn ?? (innField?.value && fieldText(innField.value))),
      ffd: ffd.value && ffdVersions[kkt.fieldNumber(ffd.value)],
      taxations:
        registered === undefined
          ? undefined
          : (Object.keys(taxations) as Taxation[]).filter((one) => (registered & taxations[one]) !== 0),
      fnUntil: epoch(expiry.value?.date && `${expiry.value.date}T00:00`),
    },
    dialect: {
      password,
      tagsFirst: connection.info.family === 'cashCore' || model === mobileModel,
      markFirst: connection.info.family === 'cashCore',
      vat22: vat22 === 'auto' ? likelyVat22(model, rate.value && kkt.fieldNumber(rate.value)) : vat22,
    },
  });
}

/** How this firmware has 22 % (§9.5). `firstRate`: row 1 of table 6, hundredths of a per cent; one that was set to 22 % has no code of its own for it. */
function likelyVat22(model: number, firstRate: number | undefined): Vat22 {
  if (firstRate === 2_200) return 'row1';
  return model === nanoModel ? '90' : 'cb';
}
