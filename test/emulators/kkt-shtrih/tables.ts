/** Tables of settings, those a till reads or writes. kkt-shtrih §2.9 (a real НАНО-Ф) and §5.1 vector 13 (CashCore). */
import { refuse, type Refusal } from './errors.ts';
import { cp1251, fromLe, le, textField } from './wire.ts';

interface Field {
  readonly name: string;
  /** 0 BIN, 1 CHAR. */
  readonly type: 0 | 1;
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** Refused with 7Ah (`never`) or, while a shift is open, with C7h (`shift`). */
  readonly locked: 'never' | 'shift' | null;
}

interface Table {
  readonly name: string;
  readonly rows: number;
  readonly fields: ReadonlyMap<number, Field>;
  /** How many fields it says it has: more than the emulator knows. */
  readonly width: number;
}

const bin = (name: string, size = 1, max = 256 ** size - 1, locked: Field['locked'] = null): Field => ({
  name,
  type: 0,
  size,
  min: 0,
  max,
  locked,
});
const char = (name: string, size: number, locked: Field['locked'] = null): Field => ({
  name,
  type: 1,
  size,
  min: 0,
  max: 0,
  locked,
});
const table = (name: string, rows: number, fields: Readonly<Record<number, Field>>): Table => {
  const known = new Map(Object.entries(fields).map(([number, field]) => [Number(number), field]));
  return { name, rows, fields: known, width: Math.max(...known.keys()) };
};

/** What stands in the tables of a device that has just been registered. */
export interface TableStart {
  readonly profile: 'desktop' | 'cashcore';
  readonly serial: string;
  readonly inn: string;
  readonly rnm: string;
  readonly fn: string;
  readonly taxations: number;
  readonly user: string;
  readonly address: string;
  readonly place: string;
  /** Row 1 of the rates is 22 % instead of 20 %. */
  readonly firstRate22: boolean;
  readonly workModes: number;
  readonly extendedModes: number;
}

export class Tables {
  /** Where facts on the ФН and the ОФД stand: F7h names them (§2.4). */
  readonly fsTable: 13 | 18;
  readonly ofdTable: 14 | 19;
  readonly #tables = new Map<number, Table>();
  readonly #values = new Map<string, number | string>();

  constructor(start: TableStart) {
    const cashCore = start.profile === 'cashcore';
    this.fsTable = cashCore ? 13 : 18;
    this.ofdTable = cashCore ? 14 : 19;
    // No value of a table is longer than 246 bytes (§2.2, 1Fh; §9): a longer one would not fit into an answer of protocol 1.
    const fixed = (name: string, size: number): Field => char(name, size, 'never');
    this.#tables.set(
      1,
      table('ТИП И РЕЖИМ КАССЫ', 1, {
        1: bin('НОМЕР ККТ', 1, 99),
        6: bin('ОТКРЫВАНИЕ ДЕНЕЖНОГО ЯЩИКА', 1, 1),
        7: bin('ОТРЕЗКА ЧЕКА', 1, 2),
        14: bin('НАЧИСЛЕНИЕ НАЛОГОВ', 1, 1),
        20: bin('ПЕЧАТЬ ЧЕКА ПО ЗАКРЫТИЮ', 1, 1),
        23: bin('ЗАПРЕТ НУЛЕВОГО ЧЕКА', 1, 1),
        41: bin('QR-КОД', 1, 1),
        42: bin('РАЗМЕР QR-КОДА', 1, 8),
      }),
    );
    this.#tables.set(
      2,
      table('ПАРОЛИ КАССИРОВ И АДМИНИСТРАТОРОВ', 30, { 1: bin('ПАРОЛЬ', 4, 99_999_999), 2: char('ИМЯ', 64) }),
    );
    this.#tables.set(4, table('ТЕКСТ В ЧЕКЕ', 14, { 1: char('ТЕКСТ', 48) }));
    this.#tables.set(5, table('НАИМЕНОВАНИЯ ТИПОВ ОПЛАТЫ', 16, { 1: char('НАИМЕНОВАНИЕ', 64) }));
    this.#tables.set(
      6,
      table('НАЛОГОВЫЕ СТАВКИ', 6, { 1: bin('ВЕЛИЧИНА НАЛОГА', 2, 9999), 2: char('НАЗВАНИЕ НАЛОГА', 64) }),
    );
    if (cashCore)
      this.#tables.set(10, {
        ...table('СЛУЖЕБНАЯ', 1, { 29: bin('1209: ФФД, 0NA - 1.0, 2 - 1.05, 4 - 1.2', 1, 4, 'shift') }),
        width: 50,
      });
    this.#tables.set(
      17,
      table('РЕГИОНАЛЬНЫЕ НАСТРОЙКИ', 1, {
        3: bin('РЕЖИМ СКИДОК', 1, 1),
        7: bin('НЕ ПЕЧАТАТЬ ДОКУМЕНТ', 1, 2),
        12: bin('ПЕЧАТЬ РЕКВИЗИТОВ'),
        15: bin('ПЕЧАТЬ ОТМЕНЕННЫХ ЧЕКОВ', 1, 1),
        ...(cashCore ? {} : { 17: bin('ФОРМАТ ФД', 1, 4, 'shift') }),
        25: bin('АВТОПЕЧАТЬ ТЕГОВ', 1, 1),
        32: bin('СБРАСЫВАТЬ СКОРОСТЬ RS ПРИ ТЕХПРОГОНЕ', 1, 1),
        35: bin('СТРОГИЙ ФЛК', 1, 1),
        36: bin('РАСШИР. ОТВ.', 1, 1),
        42: bin('ПРИНИМАТЬ ВСЕ КТ', 1, 1),
      }),
    );
    this.#tables.set(
      this.fsTable,
      table('FISCAL STORAGE', 1, {
        1: fixed('ЗАВОДСКОЙ НОМЕР', 20),
        2: fixed('ИНН', 12),
        3: fixed('РНМ', 20),
        4: fixed('НОМЕР ФН', 16),
        5: bin('СИСТЕМЫ НАЛОГООБЛОЖЕНИЯ', 1, 255, 'never'),
        6: bin('РЕЖИМЫ РАБОТЫ', 1, 255, 'never'),
        7: fixed('USER', 246),
        8: fixed('OPERATOR', 64),
        9: fixed('ADDRESS', 246),
        10: fixed('OFD NAME', 64),
        11: fixed('OFD URL', 64),
        12: fixed('OFD INN', 12),
        13: fixed('TAX OFFICE URL', 64),
        14: fixed('МЕСТО РАСЧЕТОВ', 246),
        15: fixed('EMAIL ОТПРАВИТЕЛЯ', 64),
        21: bin('РАСШИРЕННЫЕ ПРИЗНАКИ РАБОТЫ', 1, 255, 'never'),
        23: char('ИНН КАССИРА', 13),
      }),
    );
    this.#tables.set(
      this.ofdTable,
      table('ПАРАМЕТРЫ ОФД', 1, {
        1: char('СЕРВЕР', 64),
        2: bin('ПОРТ', 2),
        3: bin('ТАЙМАУТ ЧТЕНИЯ ОТВЕТА', 2),
        5: char('СЕРВЕР КМ', 64),
        6: bin('ПОРТ КМ', 2),
        7: bin('ТАЙМАУТ ЧТЕНИЯ ОТВЕТА КМ', 2),
        8: bin('ТАЙМАУТ ОТВЕТА КМ ПРИ ПРОВЕРКЕ', 1),
      }),
    );
    this.#tables.set(
      21,
      table('СЕТЕВЫЕ ИНТЕРФЕЙСЫ', 1, {
        1: bin('PPP'),
        2: bin('ОБМЕН С ОФД'),
        3: bin('TCP СЕРВЕР', 1, 1),
        4: bin('ПОРТ TCP СЕРВЕРА', 2),
        9: bin('RNDIS', 1, 1),
        12: bin('BLUETOOTH', 1, 1),
      }),
    );

    this.#fill(1, [
      [1, 1, 1],
      [1, 7, 2],
      [1, 20, 1],
    ]);
    this.#fill(
      2,
      Array.from({ length: 30 }, (_, place) => place + 1).flatMap(
        (row) =>
          [
            [row, 1, row],
            [row, 2, operatorName(row)],
          ] as const,
      ),
    );
    this.#fill(4, [
      [1, 1, start.user],
      [2, 1, 'СПАСИБО ЗА ПОКУПКУ!'],
    ]);
    const cashless = Array.from({ length: 12 }, (_, place) =>
      place === 0 ? 'БЕЗНАЛИЧНЫМИ' : `БЕЗНАЛИЧНЫМИ ${String(place + 1)}`,
    );
    const payments = [
      'НАЛИЧНЫМИ',
      ...cashless,
      'ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)',
      'ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)',
      'ИНАЯ ФОРМА ОПЛАТЫ',
    ];
    this.#fill(
      5,
      payments.map((name, place) => [place + 1, 1, name] as const),
    );
    const main = start.firstRate22 ? 22 : 20;
    const rates: readonly (readonly [number, string])[] = [
      [main, `НДС ${String(main)}%`],
      [10, 'НДС 10%'],
      [0, 'НДС 0%'],
      [0, 'БЕЗ НДС'],
      [main, `НДС ${String(main)}/1${String(main)}`],
      [10, 'НДС 10/110'],
    ];
    this.#fill(
      6,
      rates.flatMap(
        ([rate, name], place) =>
          [
            [place + 1, 1, rate * 100],
            [place + 1, 2, name],
          ] as const,
      ),
    );
    this.#fill(17, [[1, 25, 1], ...(cashCore ? [] : [[1, 17, 4] as const])]);
    if (cashCore) this.#fill(10, [[1, 29, 4]]);
    this.#fill(this.fsTable, [
      [1, 1, start.serial],
      [1, 2, start.inn],
      [1, 3, start.rnm],
      [1, 4, start.fn],
      [1, 5, start.taxations],
      [1, 6, start.workModes],
      [1, 7, start.user],
      [1, 9, start.address],
      [1, 10, 'ОФД ЭМУЛЯТОРА'],
      [1, 11, 'ofd.example'],
      [1, 12, '7700000001'],
      [1, 13, 'nalog.gov.ru'],
      [1, 14, start.place],
      [1, 21, start.extendedModes],
    ]);
    this.#fill(this.ofdTable, [
      [1, 1, 'k-server.ofd.example'],
      [1, 2, 7777],
      [1, 3, 60],
      [1, 5, 'km.ofd.example'],
      [1, 6, 7778],
      [1, 7, 33],
      [1, 8, 5],
    ]);
    this.#fill(21, [
      [1, 2, 1],
      [1, 3, 1],
      [1, 4, cashCore ? 12_345 : 7778],
    ]);
  }

  #fill(number: number, cells: readonly (readonly [row: number, field: number, value: number | string])[]): void {
    for (const [row, field, value] of cells)
      this.#values.set(`${String(number)}.${String(row)}.${String(field)}`, value);
  }

  number(tableNumber: number, row: number, field: number): number {
    const value = this.#values.get(`${String(tableNumber)}.${String(row)}.${String(field)}`);
    return typeof value === 'number' ? value : 0;
  }

  text(tableNumber: number, row: number, field: number): string {
    return String(this.#values.get(`${String(tableNumber)}.${String(row)}.${String(field)}`) ?? '');
  }

  set(tableNumber: number, row: number, field: number, value: number | string): void {
    this.#fill(tableNumber, [[row, field, value]]);
  }

  /** 2Dh: name 40, rows 2, fields 1. */
  structure(number: number): number[] | Refusal {
    const found = this.#tables.get(number);
    return found === undefined ? refuse(0x5d) : [...padded(found.name, 40), ...le(found.rows, 2), found.width];
  }

  /** 2Eh: name 40, type 1, size 1 and, for numbers, the least and the greatest. */
  field(number: number, fieldNumber: number): number[] | Refusal {
    const field = this.#field(number, 1, fieldNumber);
    if ('code' in field) return field;
    const limits = field.type === 0 ? [...le(field.min, field.size), ...le(field.max, field.size)] : [];
    return [...padded(field.name, 40), field.type, field.size, ...limits];
  }

  read(number: number, row: number, fieldNumber: number): number[] | Refusal {
    const field = this.#field(number, row, fieldNumber);
    if ('code' in field) return field;
    return field.type === 0
      ? le(this.number(number, row, fieldNumber), field.size)
      : padded(this.text(number, row, fieldNumber), field.size);
  }

  write(number: number, row: number, fieldNumber: number, value: Uint8Array, shiftOpen: boolean): Refusal | null {
    const field = this.#field(number, row, fieldNumber);
    if ('code' in field) return field;
    if (field.locked === 'never') return refuse(0x7a);
    if (field.locked === 'shift' && shiftOpen) return refuse(0xc7);
    if (value.length < 1 || value.length > field.size) return refuse(0x33);
    if (field.type === 1) {
      this.set(number, row, fieldNumber, textField(value));
      return null;
    }
    const wanted = fromLe(value);
    if (wanted < field.min || wanted > field.max) return refuse(0x33);
    this.set(number, row, fieldNumber, wanted);
    return null;
  }

  #field(number: number, row: number, fieldNumber: number): Field | Refusal {
    const found = this.#tables.get(number);
    if (found === undefined) return refuse(0x5d);
    const field = found.fields.get(fieldNumber);
    return field === undefined || row < 1 || row > found.rows ? refuse(0x33) : field;
  }
}

function operatorName(row: number): string {
  if (row === 28) return 'СТАРШИЙ КАССИР';
  if (row === 29) return 'АДМИНИСТРАТОР';
  return row === 30 ? 'СИСТЕМНЫЙ АДМИНИСТРАТОР' : `ОПЕРАТОР ${String(row)}`;
}

const padded = (text: string, size: number): number[] =>
  [...cp1251.encode(text).slice(0, size), ...Array<number>(size).fill(0)].slice(0, size);
