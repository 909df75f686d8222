/** Frames of real devices and of other drivers' tests (test/vectors/shtrih.json; kkt-shtrih.md §5). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromLe, hex } from '../bytes.ts';
import { readAnswer, type Command } from './command.ts';
import * as kkt from './commands/index.ts';
import { Parser1, frame1, type Event1 } from './link1.ts';
import { Parser2, crc16, frame2, syncFrame2 } from './link2.ts';
import { cp1251 } from './text.ts';
import { decodeTlv, encodeTlv, tlv } from './tlv.ts';

interface Vector {
  readonly id: string;
  readonly section: string;
  readonly source: string;
  readonly protocol: 1 | 2 | 'none';
  readonly direction: 'host' | 'device' | 'none';
  readonly kind: 'frame' | 'control' | 'payload' | 'truncated' | 'tlv' | 'fvln' | 'crc';
  readonly hex: string;
  readonly meaning: string;
  readonly constructed: boolean;
  readonly exchange?: string;
  readonly crc?: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../test/vectors/shtrih.json', import.meta.url), 'utf8'),
) as readonly Vector[];
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));

/** Code, parameters and fields, without the frame. */
function payload({ protocol, kind, hex: text }: Vector): Uint8Array {
  const bytes = bytesOf(text);
  if (kind === 'payload') return bytes;
  if (protocol === 1) {
    const [event] = new Parser1().push(bytes);
    if (event?.kind === 'frame') return event.data;
  } else {
    const [event] = new Parser2().push(bytes);
    if (event?.kind === 'answer') return event.data;
  }
  throw new Error(`${text} is no frame`);
}

const by = { password: 30 };
const byOne = { password: 1 };
const km20 = '01046006531059902152CUnq\u001d93Gk30';

/** What our builders must make, byte for byte. */
const requests: Readonly<Record<string, Command<unknown>>> = {
  '2.request': kkt.shortStatus(by),
  '3.request': kkt.shortStatus(byOne),
  '6.request': kkt.modelInfo(),
  '8.request': kkt.cancelReceipt(by),
  '9.request': kkt.errorText(),
  '10.request': kkt.fnStatus(by),
  '11.request': kkt.ofdStatus(by),
  '13a.request': kkt.tableStructure({ ...by, table: 10 }),
  '13b.request': kkt.fieldStructure({ ...by, table: 10, field: 29 }),
  '13c.request': kkt.readTable({ ...by, table: 10, row: 1, field: 29 }),
  '18.request': kkt.closeReceipt({ ...by, cash: 100_00, taxation: 1 }),
  '19.request': kkt.checkMark({ ...by, km: '04606203103348a3=EfODAB=UpGbL', status: 'sold' }),
  '21.request': kkt.checkMark({ ...by, km: '00000046218469,4h?g&mAB*ouJ9J', status: 'soldInPart' }),
  '24.request': kkt.fullStatus(by),
  '25.request': kkt.fullStatus(by),
  '30.request': kkt.fnStatus(by),
  '31.request': kkt.fnStatus(by),
  '32.request': kkt.documentTags({ ...by, tags: [tlv(1192, '11-1111-1111')] }),
  '34a.request': kkt.openReceipt({ ...by, type: 'saleReturn' }),
  '34b.request': kkt.openReceipt({ ...by, type: 'sale' }),
  '34d.request': kkt.openReceipt({ ...byOne, type: 'sale' }),
  '36.request': kkt.bindMark({ ...by, km: '010290000101456421gOZdDD:ZVshH2' }),
  '37a.request': kkt.readDocumentTag(by),
  '39a.request': kkt.readTable({ ...by, table: 17, row: 1, field: 5 }),
  'ff0a.request': kkt.findDocument({ ...by, fd: 163 }),
  '6b.request': kkt.errorText(0x5e),
  'c.fc': kkt.deviceType(),
  'c.e0': kkt.openShift(by),
  'c.8d': kkt.openReceipt({ ...by, type: 'sale' }),
  'c.8d-correction': kkt.openReceipt({ ...by, type: 'sale', correction: true }),
  'c.ff61': kkt.checkMark({ ...by, km: km20, status: 'sold' }),
  'c.ff69': kkt.decideMark({ ...by, accept: true }),
  'c.ff67': kkt.bindMark({ ...by, km: km20 }),
  'c.ff46-milk': kkt.addItem({
    ...by,
    type: 'sale',
    quantity: 1_000_000,
    price: 70_00,
    vat: 0x02,
    department: 1,
    method: 4,
    subject: 33,
    name: 'Молоко',
  }),
  'c.ff46-cheese': kkt.addItem({
    ...by,
    type: 'sale',
    quantity: 345_000,
    price: 600_00,
    sum: 207_00,
    vat: 0x08,
    department: 1,
    method: 4,
    subject: 1,
    name: 'Сыр',
  }),
  'c.ff4d-measure': kkt.itemTags({ ...by, tags: [tlv(2108, 11)] }),
  'c.ff4d-part': kkt.itemTags({ ...by, tags: [tlv(1291, [tlv(1293, 1), tlv(1294, 2)])] }),
  'c.ff0c': kkt.documentTags({ ...by, tags: [tlv(1008, 'buyer@example.com')] }),
  'c.89': kkt.subtotal(by),
  'c.ff45': kkt.closeReceipt({ ...by, cash: 150_00, cashless: [127_00], taxation: 2 }),
  'c.ff0a': kkt.findDocument({ ...by, fd: 426 }),
  'c.41': kkt.closeShift(by),
  'c.b0': kkt.continuePrint(by),
  'c.88': kkt.cancelReceipt(by),
  'c.stuffed-10': kkt.shortStatus(by),
  'c.stuffed-fc': kkt.deviceType(),
  'c.ff4d-1260': kkt.itemTags({
    ...by,
    tags: [
      tlv(1260, [
        tlv(1262, '030'),
        tlv(1263, '21.11.2023'),
        tlv(1264, '1944'),
        tlv(1265, 'UUID=11111111-2222-3333-4444-555555555555&Time=1700000000000'),
      ]),
    ],
  }),
};

const operator = (number: number) => ({ ok: true, value: { operator: number } });
const done = { ok: true, value: undefined };
const refused = (code: number) => ({ ok: false, code, detail: new Uint8Array() });
const value = (fields: unknown) => ({ ok: true, value: fields });
const some = (fields: object) => ({ ok: true, value: expect.objectContaining(fields) as unknown });
const markCheck = (local: string, reason: number, type: number, remote: object) =>
  value({ local, reason, type, remote });

/** What the answers say, as the reference reads them. */
const answers: Readonly<Record<string, readonly [Command<unknown>, unknown]>> = {
  '2.answer': [
    kkt.shortStatus(by),
    some({
      operator: 30,
      mode: 'shift-open',
      submode: 'ready',
      operations: 0,
      battery: 1,
      openDocument: undefined,
      printResult: 'ok',
      flags: expect.objectContaining({ receiptSensorPaper: true, coverOpen: false, drawerOpen: false }) as unknown,
    }),
  ],
  '3.answer': [
    kkt.shortStatus(byOne),
    some({ operator: 1, mode: 'document-open', openDocument: 'sale', submode: 'ready', printResult: 'ok' }),
  ],
  '6.answer': [
    kkt.modelInfo(),
    some({
      family: 'desktop',
      fontWidths: [12, 24],
      innLength: 12,
      rnmLength: 16,
      administratorPassword: 30,
      longestCommand: 255,
      fnTable: 18,
      ofdTable: 19,
      ffdTable: undefined,
      ffdField: undefined,
      features: expect.objectContaining({
        cutter: true,
        drawerSensor: true,
        fn: true,
        printsTags: true,
        cashCore: false,
        protocol2: false,
        errorTexts: false,
        tellsPrintResult: false,
      }) as unknown,
    }),
  ],
  '8.refused': [kkt.cancelReceipt(by), refused(0x73)],
  '8.answer': [kkt.cancelReceipt(by), operator(30)],
  '9.answer': [kkt.errorText(), value('Код ошибки 73h (115) от ККТ: Команда не поддерживается в данном режиме')],
  '10.answer': [
    kkt.fnStatus(by),
    value({
      phase: 'working',
      openDocument: 'none',
      hasDocumentData: false,
      shiftOpen: true,
      warnings: { replaceAtOnce: false, replaceSoon: false, memoryFull: false, ofdOverdue: false },
      time: '2021-07-29T11:29',
      fn: '9287440301120991',
      lastFd: 425,
    }),
  ],
  '11.answer': [kkt.ofdStatus(by), value({ status: 0, reading: false, unsent: 0, firstFd: 0, firstTime: undefined })],
  '13a.answer': [kkt.tableStructure({ ...by, table: 10 }), value({ name: 'СЛУЖЕБНАЯ', rows: 1, fields: 50 })],
  '13b.answer': [
    kkt.fieldStructure({ ...by, table: 10, field: 29 }),
    value({ name: '1209: ФФД, 0NA - 1.0, 2 - 1.05, 4 - 1.2', type: 'number', size: 1, least: 0, most: 4 }),
  ],
  '13c.answer': [kkt.readTable({ ...by, table: 10, row: 1, field: 29 }), value(Uint8Array.of(4))],
  '19.answer': [
    kkt.checkMark({ ...by, km: '', status: 'sold' }),
    markCheck('not-checked', 1, 1, {
      kind: 'answered',
      result: 5,
      tags: [tlv(2114, 0x61150780), tlv(2105, 0), tlv(2005, 5)],
    }),
  ],
  '24.answer': [
    kkt.fullStatus(by),
    some({
      operator: 30,
      firmware: 'C.2',
      firmwareBuild: 34865,
      firmwareDate: '2019-06-13',
      hall: 1,
      document: 16,
      mode: 'shift-open',
      submode: 'ready',
      port: 128,
      clock: '2019-08-02T19:18:56',
      serial: 300008,
      lastClosedShift: 1,
    }),
  ],
  '25.answer': [
    kkt.fullStatus(by),
    some({ mode: 'document-open', openDocument: 'sale', clock: '2020-07-12T19:13:13' }),
  ],
  '27.answer': [
    kkt.deviceType(),
    value({ type: 0, subtype: 0, protocol: '2.0', model: 45, language: 0, name: 'POSCENTER BANK-01Ф' }),
  ],
  '30.answer': [
    kkt.fnStatus(by),
    some({ phase: 'working', openDocument: 'receipt', hasDocumentData: true, shiftOpen: true }),
  ],
  '31.answer': [kkt.fnStatus(by), some({ phase: 'working', openDocument: 'none', shiftOpen: true, lastFd: 18 })],
  '32.answer': [kkt.documentTags({ ...by, tags: [] }), done],
  '34a.answer': [kkt.openReceipt({ ...by, type: 'saleReturn' }), operator(30)],
  '34b.answer': [kkt.openReceipt({ ...by, type: 'sale' }), operator(30)],
  '34c.answer': [
    kkt.addItem({ ...by, type: 'sale', quantity: 0, price: 0, vat: 0, department: 0, method: 0, subject: 0, name: '' }),
    done,
  ],
  '34d.answer': [kkt.openReceipt({ ...byOne, type: 'sale' }), refused(0x30)],
  '36.answer': [kkt.bindMark({ ...by, km: '' }), refused(0x37)],
  '37a.answer': [kkt.readDocumentTag(by), value(tlv(1038, 12))],
  '37b.answer': [kkt.readDocumentTag(by), value(tlv(1077, Uint8Array.of(0x31, 0x04, 0x3e, 0x0b, 0xbf, 0xf2)))],
  '37c.answer': [kkt.readDocumentTag(by), value(tlv(1215, 0))],
  '37d.answer': [
    kkt.readDocumentTag(by),
    value(
      tlv(1059, [
        tlv(1030, 'Икра'),
        tlv(1079, 1000),
        tlv(1023, { mantissa: 1_000_000, decimals: 6 }),
        tlv(1043, 1000),
        tlv(1199, 2),
        tlv(1200, 0x5b),
        tlv(1214, 4),
        tlv(1212, 10),
      ]),
    ),
  ],
  '39a.answer': [kkt.readTable({ ...by, table: 17, row: 1, field: 5 }), value(Uint8Array.of(4))],
  '39b.answer': [kkt.writeTable({ ...by, table: 17, row: 1, field: 5, value: Uint8Array.of(4) }), done],
  'ff0a.receipt': [
    kkt.findDocument({ ...by, fd: 163 }),
    value({
      kind: 'receipt',
      sent: false,
      time: '2017-03-24T20:53',
      fd: 163,
      fp: 0x2e4beaeb,
      operation: 1,
      sum: 200_00,
    }),
  ],
  'ff0a.opening': [
    kkt.findDocument({ ...by, fd: 3 }),
    value({ kind: 'shift-opening', sent: false, time: '2017-07-06T02:53', fd: 3, fp: 0xd0aee15b, shift: 1 }),
  ],
  'ff0a.closing': [
    kkt.findDocument({ ...by, fd: 6 }),
    value({ kind: 'shift-closing', sent: false, time: '2017-07-06T02:54', fd: 6, fp: 0xd96100fd, shift: 1 }),
  ],
  '6b.answer': [kkt.errorText(0x5e), value('ККТ: Неверная операция')],
  'ff45.answer': [
    kkt.closeReceipt({ ...by, taxation: 1 }),
    value({ change: 0, fd: 0x360b3, fp: 0x70db45db, time: undefined }),
  ],
  'ff0a.php': [
    kkt.findDocument({ ...by, fd: 0xb2f9 }),
    value({
      kind: 'receipt',
      sent: false,
      time: '2018-06-21T06:37',
      fd: 0xb2f9,
      fp: 0xf5505879,
      operation: 1,
      sum: 1500_00,
    }),
  ],
  'ff40.answer': [kkt.shiftState(by), value({ open: true, shift: 308, receipt: 5 })],
  'c.ff61-plus': [
    kkt.checkMark({ ...by, km: '', status: 'sold' }),
    markCheck('not-checked', 1, 5, { kind: 'answered', result: 15, tags: [tlv(2105, 0), tlv(2005, 15), tlv(2109, 1)] }),
  ],
  'c.ff61-silent': [
    kkt.checkMark({ ...by, km: '', status: 'sold' }),
    markCheck('not-checked', 1, 5, { kind: 'silent', result: undefined }),
  ],
  'c.ff69-answer': [kkt.decideMark({ ...by, accept: true }), value(15)],
  'c.ff67-answer': [
    kkt.bindMark({ ...by, km: '' }),
    value({ prefix: Uint8Array.of(0x44, 0x4d), symbol: 3, check: undefined }),
  ],
  'c.89-answer': [kkt.subtotal(by), value({ operator: 30, sum: 277_00 })],
  'c.ff45-answer': [
    kkt.closeReceipt({ ...by, taxation: 2 }),
    value({ change: 0, fd: 426, fp: 0x12345678, time: undefined }),
  ],
};

/** Commands a till does not send: their frames are checked, their contents are not. */
const unspoken: Readonly<Record<string, string>> = {
  '26': 'font sizes',
  '2F': 'printing with a font',
  'FF 35': 'settlement report, begin',
  'FF 3D': 'closing of the ФН',
  'FF 30': 'raw buffer',
  'FF 31': 'raw buffer',
  'FF 38': 'settlement report',
  'FF 0E': 'registration',
};

const frames = vectors.filter(({ kind }) => kind === 'frame');

describe.each(frames.map((vector) => [vector.id, vector] as const))('frame %s', (_id, vector) => {
  it('parses and is made again byte for byte', () => {
    const bytes = bytesOf(vector.hex);
    if (vector.protocol === 1) {
      expect(new Parser1().push(bytes)).toEqual([{ kind: 'frame', data: payload(vector) }]);
      expect(hex(frame1(payload(vector)))).toBe(vector.hex);
      return;
    }
    const [event, ...more] = new Parser2().push(bytes);
    expect(more).toEqual([]);
    if (event?.kind === 'sync') expect(hex(syncFrame2)).toBe(vector.hex);
    else if (event?.kind === 'answer') expect(hex(frame2(event.number, event.data))).toBe(vector.hex);
    else expect.fail(`${event?.kind}`);
  });
});

const spoken = vectors.filter((vector) => {
  if (vector.kind !== 'frame' && vector.kind !== 'payload') return false;
  return !(
    vector.kind === 'frame' &&
    vector.protocol === 2 &&
    new Parser2()
      .push(bytesOf(vector.hex))
      .some((event) => event.kind === 'sync' || (event.kind === 'answer' && event.data.length === 0))
  );
});

describe('contents', () => {
  it.each(spoken.map((vector) => [vector.id, vector] as const))('%s', (id, vector) => {
    const data = payload(vector);
    const code = hex(data.subarray(0, data[0] === 0xff ? 2 : 1));
    const request = requests[id];
    const answer = answers[id];
    if (request) expect(hex(request.data)).toBe(hex(data));
    else if (answer) expect(readAnswer(answer[0], data)).toEqual(answer[1]);
    else expect(Object.keys(unspoken), `${vector.meaning}: neither a builder nor a reading`).toContain(code);
  });

  it('has no reading without its vector', () => {
    const ids = new Set(spoken.map(({ id }) => id));
    expect([...Object.keys(requests), ...Object.keys(answers)].filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('the rest', () => {
  const control: Readonly<Record<string, Event1['kind']>> = { '05': 'enq', '06': 'ack', '15': 'nak' };
  it.each(vectors.filter(({ kind }) => kind === 'control').map((vector) => [vector.id, vector] as const))(
    'control byte %s',
    (_id, vector) => {
      expect(new Parser1().push(bytesOf(vector.hex))).toEqual([{ kind: control[vector.hex] }]);
    },
  );

  it.each(vectors.filter(({ kind }) => kind === 'tlv').map((vector) => [vector.id, vector] as const))(
    'TLV %s',
    (id, vector) => {
      const list = decodeTlv(bytesOf(vector.hex));
      expect(list).toEqual(
        {
          '22.tags': [tlv(2108, 0), tlv(1023, { mantissa: 1_000_000, decimals: 6 })],
          '22': [tlv(2003, 1), tlv(2102, 0), tlv(2108, 0), tlv(1023, { mantissa: 1_000_000, decimals: 6 })],
          'tlv.fvln': [tlv(1023, { mantissa: 995, decimals: 2 })],
          'tlv.stlv': [tlv(1224, [tlv(1225, 'ООО "ТПМ групп"'), tlv(1171, '8-926-123-45-67')])],
          'tlv.stlv-php': [tlv(1224, [tlv(1171, '+79123456789'), tlv(1225, 'А')])],
        }[id],
      );
      expect(hex(encodeTlv(list ?? []))).toBe(vector.hex);
    },
  );

  it('FVLN', () => {
    expect(hex(encodeTlv([tlv(1023, { mantissa: 1_000_000, decimals: 6 })]).subarray(4))).toBe(
      vectors.find(({ kind }) => kind === 'fvln')?.hex,
    );
  });

  it.each(vectors.filter(({ kind }) => kind === 'crc').map((vector) => [vector.id, vector] as const))(
    '%s',
    (_id, vector) => {
      expect(crc16(bytesOf(vector.hex)).toString(16).toUpperCase()).toBe(vector.crc);
    },
  );

  it('FF45 of two payments, as far as the log goes', () => {
    const bytes = bytesOf(vectors.find(({ id }) => id === '41.request')?.hex ?? '');
    const ours = frame2(0x12, kkt.closeReceipt({ password: 1, cash: 150_00, cashless: [201_76], taxation: 1 }).data);
    expect(hex(ours.subarray(0, bytes.length))).toBe(hex(bytes));
  });

  it('FF45 with the longest text has the length that the reference gives', () => {
    expect(kkt.closeReceipt({ ...by, taxation: 1, text: 'x'.repeat(64) }).data).toHaveLength(182);
    expect(
      kkt.addItem({
        ...by,
        type: 'sale',
        quantity: 1,
        price: 1,
        vat: 8,
        department: 1,
        method: 4,
        subject: 1,
        name: 'я'.repeat(200),
      }).data,
    ).toHaveLength(160);
    expect(fromLe(cp1251.encode('я'))).toBe(0xff);
  });
});
