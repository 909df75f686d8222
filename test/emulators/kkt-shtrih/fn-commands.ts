/** Commands of the ФН: its state, its archive, shifts, the ОФД. kkt-shtrih §2.5. */
import { ascii, extendedTime, into, nothing, shiftAnswer, type Answer, type Call, type Commands } from './command.ts';
import { refuse } from './errors.ts';
import { documentTypes, type FiscalDocument } from './fn.ts';
import type { Machine } from './machine.ts';
import { encodeTag, type Tags, type TagValue } from './tags.ts';
import { fnDate, fnDateTime, le } from './wire.ts';

export const fnCommands: Commands = new Map();
const command = into(fnCommands);

command(0xff01, 'Запрос статуса ФН', {
  password: 'system',
  length: 0,
  run: ({ machine }) => {
    const { fn, currentDocument, receipt, begun } = machine;
    const last = fn.archive.at(-1);
    const holds =
      receipt === null
        ? Object.keys(begun?.tags ?? {}).length > 0
        : receipt.items.length > 0 || Object.keys(receipt.tags).length > 0;
    return [
      3,
      currentDocument,
      holds ? 1 : 0,
      fn.shift.openedAt === null ? 0 : 1,
      0,
      ...fnDateTime(machine.local(last?.at ?? machine.now)),
      ...ascii(fn.number),
      ...le(fn.lastFd, 4),
    ];
  },
});
command(0xff02, 'Запрос номера ФН', { password: 'system', length: 0, run: ({ machine }) => ascii(machine.fn.number) });
command(0xff03, 'Запрос срока действия ФН', {
  password: 'system',
  length: 0,
  run: ({ machine }) => [
    ...fnDate(machine.local((machine.fn.archive[0]?.at ?? machine.now) + 450 * 24 * 3_600_000)),
    11,
    1,
  ],
});
command(0xff04, 'Запрос версии ФН', {
  password: 'system',
  length: 0,
  run: ({ machine }) => [...ascii('fn debug v 3.0'.padEnd(16)), machine.debugFn ? 0 : 1],
});
command(0xff08, 'Отменить документ в ФН', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4, 8],
  run: ({ machine, op }) => {
    if (machine.receipt === null && machine.begun === null) return refuse(0x02);
    machine.begun = null;
    machine.cancelReceipt(op, false);
    return nothing;
  },
});
const registration = ({ machine, input }: Call): Answer => {
  const registered = machine.fn.find(machine.fn.archive[0]?.fd ?? 0);
  if (registered === undefined || (input.left > 0 && input.number(1) !== 1)) return refuse(0x08);
  return [
    ...fnDateTime(machine.local(registered.at)),
    ...ascii(machine.inn.padEnd(12)),
    ...ascii(machine.rnm),
    machine.taxations,
    0,
    machine.marking ? 0x10 : 0,
    ...ascii('7700000001'.padEnd(12)),
    ...le(0, 4),
    ...le(registered.fd, 4),
    ...le(registered.fp, 4),
  ];
};
command(0xff09, 'Запрос итогов фискализации', { password: 'system', length: 0, run: registration });
command(0xff4c, 'Запрос итогов регистрации', { password: 'system', length: 1, run: registration });
command(0xff0a, 'Найти фискальный документ', {
  password: 'system',
  length: 4,
  run: ({ machine, input }) => {
    const document = machine.fn.find(input.number(4));
    return document === undefined ? refuse(0x08) : foundDocument(machine, document);
  },
});
command(0xff0e, 'Запрос параметра регистрации', {
  password: 'system',
  length: 3,
  run: ({ machine, input }) => {
    input.bytes(1);
    const tag = input.number(2);
    const value = machine.fn.archive[0]?.tags[tag];
    return value === undefined ? refuse(0x08) : encodeTag(tag, value);
  },
});
command(0xff0b, 'Открыть смену в ФН', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  prints: 'always',
  run: ({ machine, op }) => shiftAnswer(machine.openShift(op), shiftDocument),
});
command(0xff43, 'Закрыть смену в ФН', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  prints: 'always',
  run: ({ machine, op }) =>
    shiftAnswer(machine.closeShift(op), (document) => [...shiftDocument(document), ...extendedTime(machine, document)]),
});
command(0xff41, 'Начать открытие смены', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  run: ({ machine }) => (machine.mode === 4 ? begin(machine, 'shift-opened') : refuse(0x3c)),
});
command(0xff42, 'Начать закрытие смены', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  run: ({ machine }) => (machine.mode === 4 ? refuse(0x3d) : begin(machine, 'shift-closed')),
});
command(0xff37, 'Начать отчет о состоянии расчетов', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  run: ({ machine }) => begin(machine, 'settlement-report'),
});
command(0xff38, 'Сформировать отчет о состоянии расчетов', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  prints: 'always',
  run: ({ machine, op }) => {
    const [first] = machine.fn.unconfirmed;
    const unsent = machine.fn.unconfirmed.length;
    const since = first === undefined ? [0, 0, 0] : fnDate(machine.local(first.at));
    return shiftAnswer(machine.settlementReport(op), (document) => [
      ...le(document.fd, 4),
      ...le(document.fp, 4),
      ...le(unsent, 4),
      ...since,
      ...extendedTime(machine, document),
    ]);
  },
});
command(0xff39, 'Статус обмена с ОФД', {
  password: 'system',
  length: 0,
  run: ({ machine }) => {
    const { unconfirmed } = machine.fn;
    const [first] = unconfirmed;
    const waiting =
      first === undefined ? [...le(0, 4), 0, 0, 0, 0, 0] : [...le(first.fd, 4), ...fnDateTime(machine.local(first.at))];
    return [first === undefined ? 0 : 0x02, 0, ...le(unconfirmed.length, 2), ...waiting];
  },
});
command(0xff3f, 'Количество ФД без квитанции', {
  password: 'system',
  length: 0,
  run: ({ machine }) => le(machine.fn.unconfirmed.length, 2),
});
command(0xff3c, 'Запрос квитанции ОФД', {
  password: 'system',
  length: 4,
  run: ({ machine, input }) => {
    const document = machine.fn.find(input.number(4));
    if (document === undefined || !document.confirmed) return refuse(0x08);
    return [
      ...fnDateTime(machine.local(document.at)),
      ...le(document.fp, 4),
      ...Array<number>(14).fill(0),
      ...le(document.fd, 4),
    ];
  },
});
command(0xff3a, 'Запросить ФД в TLV', {
  password: 'system',
  length: 4,
  modes: [2, 3, 4, 8],
  run: ({ machine, input }) => {
    if (machine.options.noReading === true) return refuse(0x37);
    const document = machine.fn.find(input.number(4));
    if (document === undefined) return refuse(0x08);
    // The КМ itself is no part of the receipt: it travels in the notice of sale.
    const values = Object.entries(document.tags).flatMap(([tag, value]) =>
      Number(tag) === 1059
        ? (value as readonly Tags[]).map((item) => encodeTag(1059, withoutCode(item)))
        : [encodeTag(Number(tag), value as TagValue)],
    );
    machine.reading = values;
    return [...le(documentTypes[document.kind], 2), ...le(values.flat().length, 2)];
  },
});
command(0xff3b, 'Чтение TLV ФД', {
  password: 'system',
  length: 0,
  run: ({ machine, maxAnswer }) => {
    const next = machine.reading?.shift();
    if (next === undefined) {
      machine.reading = null;
      return refuse(0x08);
    }
    return next.length + 3 > maxAnswer ? refuse(0x10) : next;
  },
});
command(0xff40, 'Параметры текущей смены', {
  password: 'system',
  length: 0,
  run: ({
    machine: {
      fn: { shift },
    },
  }) => [shift.openedAt === null ? 0 : 1, ...le(shift.number, 2), ...le(shift.receipts, 2)],
});
command(0xff62, 'Синхронизировать регистры с ФН', {
  password: 'system',
  length: 0,
  modes: [2, 3, 4],
  run: () => nothing,
});
command(0xff63, 'Ресурс памяти ФН', {
  password: 'system',
  length: 0,
  run: ({ machine }) => [...le(230_000 - machine.fn.lastFd, 4), ...le(262_144, 4), 100],
});

const shiftDocument = ({ shift, fd, fp }: FiscalDocument): number[] => [...le(shift, 2), ...le(fd, 4), ...le(fp, 4)];

function begin(machine: Machine, kind: 'shift-opened' | 'shift-closed' | 'settlement-report'): Answer {
  if (machine.begun !== null) return refuse(0x02);
  machine.begun = { kind, tags: {} };
  return nothing;
}

/** FF0A, §2.5. */
function foundDocument(machine: Machine, document: FiscalDocument): number[] {
  const { kind, confirmed, at, fd, fp, operation = 1, sum = 0, shift } = document;
  const common = [documentTypes[kind], confirmed ? 1 : 0, ...fnDateTime(machine.local(at)), ...le(fd, 4), ...le(fp, 4)];
  switch (kind) {
    case 'receipt':
    case 'correction':
      return [...common, operation, ...le(sum, 5)];
    case 'shift-opened':
    case 'shift-closed':
      return [...common, ...le(shift, 2)];
    case 'registration':
      return [...common, ...ascii(machine.inn.padEnd(12)), ...ascii(machine.rnm), machine.taxations, 0];
    case 'settlement-report':
      return [...common, ...le(machine.fn.unconfirmed.length, 4), 0, 0, 0];
  }
}

const withoutCode = (item: Tags): Tags =>
  Object.fromEntries(Object.entries(item).filter(([tag]) => tag !== '2000')) as Tags;
