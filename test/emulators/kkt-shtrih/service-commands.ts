/** Service, tables, registers, reports and shifts. kkt-shtrih §2.2-§2.4, §2.9, §2.10. */
import { into, nothing, shiftAnswer, type Answer, type Call, type Commands } from './command.ts';
import { refuse } from './errors.ts';
import { fromLe, le, textField, type Clock, type Reader } from './wire.ts';

export const serviceCommands: Commands = new Map();
const command = into(serviceCommands);

/** «не 1, 8» and «не 8, 10» (§2.2). */
const notReading = [2, 3, 4, 6, 9, 10] as const;
const notReceipt = [1, 2, 3, 4, 6, 9] as const;

command(0x03, 'Прерывание выдачи данных', {
  password: 'operator',
  length: 0,
  run: ({ machine }) => {
    machine.reading = null;
    return nothing;
  },
});

const printLine =
  (fontBytes: 0 | 1) =>
  ({ machine, op, input }: Call): Answer => {
    const flags = input.number(1);
    input.bytes(fontBytes);
    const line = textField(input.rest());
    // Bit 0 is the journal, which this device has not; bit 1 is the receipt roll.
    if ((flags & 0x02) === 0) return [op];
    if (machine.receipt !== null) machine.receipt.lines.push(line);
    else machine.printer.line(line);
    return [op];
  };
command(0x12, 'Печать жирной строки', { password: 'operator', length: [21, 249], prints: 'always', run: printLine(0) });
command(0x17, 'Печать стандартной строки', {
  password: 'operator',
  length: [41, 249],
  prints: 'always',
  run: printLine(0),
});
command(0x2f, 'Печать строки данным шрифтом', {
  password: 'operator',
  length: [42, 250],
  prints: 'always',
  run: printLine(1),
});

command(0x13, 'Гудок', {
  password: 'operator',
  length: 0,
  run: ({ machine, op }) => (machine.cashCore ? refuse(0x37) : [op]),
});

// The link takes 14h as its sign to choose a protocol anew (§1.4).
command(0x14, 'Установка параметров обмена', {
  password: 'system',
  length: 3,
  run: ({ input }) => {
    const [, speed = 0] = input.bytes(2);
    return speed > 9 ? refuse(0x33) : nothing;
  },
});
command(0x15, 'Чтение параметров обмена', { password: 'system', length: 1, run: () => [6, 50] });
command(0x16, 'Технологическое обнуление', { password: 'none', length: 0, modes: [9], run: () => nothing });

command(0x18, 'Печать заголовка документа', {
  password: 'operator',
  length: 32,
  modes: [2, 3, 4, 9],
  prints: 'always',
  run: ({ machine, op, input }) => {
    machine.printer.line(textField(input.bytes(30)));
    return [op, ...le(machine.documentNumber, 2)];
  },
});
const testRun =
  (running: boolean) =>
  ({ machine, op }: Call): Answer => {
    machine.testRun = running;
    return [op];
  };
command(0x19, 'Тестовый прогон', {
  password: 'operator',
  length: [0, 1],
  modes: [2, 3, 4, 9],
  prints: 'always',
  run: testRun(true),
});
command(0x2b, 'Прерывание тестового прогона', { password: 'operator', length: 0, modes: [10], run: testRun(false) });

command(0x1a, 'Запрос денежного регистра', {
  password: 'operator',
  length: [1, 2],
  run: ({ machine, op, input }) => {
    const register = fromLe(input.rest());
    return register > 252 ? refuse(0x33) : [op, ...le(machine.money(register), 6)];
  },
});
command(0x1b, 'Запрос операционного регистра', {
  password: 'operator',
  length: 1,
  run: ({ machine, op, input }) => [op, ...le(machine.registers.counter(input.number(1)) % 65_536, 2)],
});

command(0x1e, 'Запись таблицы', {
  password: 'system',
  length: [5, 250],
  modes: notReading,
  run: ({ machine: { tables, fn }, input }) =>
    tables.write(input.number(1), input.number(2), input.number(1), input.rest(), fn.shift.openedAt !== null) ??
    nothing,
});
command(0x1f, 'Чтение таблицы', {
  password: 'system',
  length: 4,
  run: ({ machine, input }) => machine.tables.read(input.number(1), input.number(2), input.number(1)),
});
command(0x2d, 'Структура таблицы', {
  password: 'system',
  length: 1,
  run: ({ machine, input }) => machine.tables.structure(input.number(1)),
});
command(0x2e, 'Структура поля', {
  password: 'system',
  length: 2,
  run: ({ machine, input }) => machine.tables.field(input.number(1), input.number(1)),
});

command(0x21, 'Программирование времени', {
  password: 'system',
  length: 3,
  modes: [4, 9],
  run: ({ machine, input }) => {
    const [hours = 0, minutes = 0, seconds = 0] = input.rest();
    if (hours > 23 || minutes > 59 || seconds > 59) return refuse(0x33);
    machine.setClock({ ...machine.clock, hours, minutes, seconds });
    return nothing;
  },
});
command(0x22, 'Программирование даты', {
  password: 'system',
  length: 3,
  modes: [4, 9],
  run: ({ machine, input }) => {
    const date = readDate(input);
    if (date === null) return refuse(0x7d);
    machine.datePending = { ...machine.clock, ...date };
    return nothing;
  },
});
command(0x23, 'Подтверждение даты', {
  password: 'system',
  length: 3,
  modes: [6],
  run: ({ machine, input }) => {
    const date = readDate(input);
    const { datePending: pending } = machine;
    if (date === null) return refuse(0x7d);
    if (pending === null || date.year !== pending.year || date.month !== pending.month || date.day !== pending.day)
      return refuse(0x7c);
    machine.datePending = null;
    machine.setClock({ ...machine.clock, ...date });
    return nothing;
  },
});

command(0x25, 'Отрезка чека', {
  password: 'operator',
  length: 1,
  modes: notReceipt,
  prints: 'always',
  run: ({ machine, op, input }) => {
    if (input.number(1) > 1) return refuse(0x33);
    machine.printer.cut();
    return [op];
  },
});
command(0x26, 'Параметры шрифта', {
  password: 'system',
  length: 1,
  run: ({ machine, input }) => {
    const font = input.number(1);
    const sizes = machine.cashCore
      ? [
          [12, 25],
          [24, 45],
        ]
      : [
          [12, 24],
          [24, 25],
          [12, 19],
        ];
    const [width, height] = sizes[font - 1] ?? [];
    if (width === undefined || height === undefined) return refuse(0x33);
    return [...le(machine.cashCore ? 384 : 576, 2), width, height, machine.cashCore ? 6 : 8];
  },
});
command(0x28, 'Открыть денежный ящик', {
  password: 'operator',
  length: 1,
  run: ({ machine, op, input }) => {
    if (input.number(1) > 1) return refuse(0x33);
    machine.openDrawer();
    return [op];
  },
});
command(0x29, 'Протяжка', {
  password: 'operator',
  length: 2,
  modes: notReceipt,
  prints: 'always',
  run: ({ op }) => [op],
});

command(0x40, 'Суточный отчет без гашения', {
  password: 'senior',
  length: 0,
  modes: [2, 3],
  prints: 'always',
  run: ({ machine, op }) => {
    machine.report(op);
    return [op];
  },
});
command(0x41, 'Суточный отчет с гашением', {
  password: 'senior',
  length: 0,
  modes: [2, 3],
  prints: 'always',
  run: ({ machine, op }) => shiftAnswer(machine.closeShift(op), () => [op]),
});
command(0xe0, 'Открыть смену', {
  password: 'operator',
  length: 0,
  modes: [4],
  prints: 'always',
  run: ({ machine, op }) =>
    shiftAnswer(machine.openShift(op), () => (machine.options.shiftAnswersOperator === false ? nothing : [op])),
});

const moveCash =
  (way: 'in' | 'out') =>
  ({ machine, op, input }: Call): Answer => {
    if (machine.cashCore && machine.options.noCashInOut === true) return refuse(0x37);
    return machine.moveCash(input.number(5), way, op) ?? [op, ...le(machine.documentNumber, 2)];
  };
command(0x50, 'Внесение', {
  password: 'operator',
  length: 5,
  modes: [2, 3, 4, 9],
  prints: 'always',
  run: moveCash('in'),
});
command(0x51, 'Выплата', {
  password: 'operator',
  length: 5,
  modes: [2, 3, 4, 9],
  prints: 'always',
  run: moveCash('out'),
});

function readDate(input: Reader): Pick<Clock, 'year' | 'month' | 'day'> | null {
  const [day = 0, month = 0, year = 0] = input.rest();
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return year <= 99 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? { year: 2000 + year, month, day }
    : null;
}
