import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/unit/clock.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { FakeSetupSource, linkOver, type FakeLink } from '../../../test/unit/fakes/setup-source.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { epochMs } from '../../domain/base/time.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { SettingsAnswer } from './settings-answer.ts';
import type { FetchFault } from '../ports/setup-source.ts';
import type { GatewayAnswer } from '../ports/gateway.ts';
import { factsOf, lookEveryMs, type LinkFault, type SetupLook, type SetupOffer } from './setup-by-link.ts';
import { readKeptSetup } from './setup-kept.ts';

const url = 'https://setup.example/shop.json';
const signature = { key: 'k'.repeat(43), value: 's'.repeat(86) };
const plain = { version: 1, from: { name: 'Франшиза' }, shop: { name: 'У дома' } };
const signed = { ...plain, signature };

let source: FakeSetupSource;
let clock: FakeClock;
let link: FakeLink;
let answer: SettingsAnswer;
let saved: Array<{ readonly shop: Shop; readonly pin: string | undefined }>;
let relay: GatewayAnswer | undefined;
let relayed: string[];
let told: Array<readonly LinkFault[]>;

beforeEach(() => {
  source = new FakeSetupSource();
  clock = new FakeClock();
  answer = { kind: 'saved' };
  saved = [];
  relay = undefined;
  relayed = [];
  told = [];
  link = linkOver(source, {
    clock,
    call: async ({ path }) => {
      relayed.push(path);
      return relay;
    },
    set: async (shop, _file, pin) => {
      if (answer.kind === 'saved') saved.push({ shop, pin });
      return answer;
    },
    tell: (faults) => void told.push(faults),
  });
});

const open = async (file: object | string): Promise<void> => {
  source.put(url, file);
  source.address = url;
  await link.desk.hasLink();
};
const offered = async (): Promise<SetupOffer> => {
  const look = await link.desk.look();
  if (!look?.ok) throw new Error(JSON.stringify(look));
  return look.value;
};
const faults = async () => {
  const look = await link.desk.look();
  return look && !look.ok ? look.failure.faults : look;
};

describe('a link', () => {
  it('is taken out of the address bar when it is kept, and waits for its answer over a reload', async () => {
    source.address = url;
    expect(await link.desk.hasLink()).toBe(true);
    expect(source.address).toBeUndefined();
    expect(readKeptSetup(structuredClone(link.kept))).toEqual({ pending: url });
    expect(await link.desk.hasLink()).toBe(true);
  });

  it('stays in the address bar when it cannot be kept', async () => {
    const full = linkOver(source, { keep: async () => Promise.reject(new Error('full')) });
    source.address = url;
    await expect(full.desk.hasLink()).rejects.toThrow('full');
    expect(source.address).toBe(url);
  });

  it('offers what it would set and sets nothing', async () => {
    await open(plain);
    expect(await offered()).toMatchObject({
      isSigned: false,
      changes: [{ field: 'name', from: 'Магазин', to: 'У дома' }],
    });
    expect(saved).toEqual([]);
    expect(link.kept.text).toBeUndefined();
  });

  it('is set when it is accepted, and its sender is known from then on', async () => {
    await open({ ...signed, locked: ['name'], newestLocalModule: { version: '2.6.0', day: '2026-11-01' } });
    expect(await link.desk.accept(await offered())).toEqual({ kind: 'saved' });
    expect(saved).toEqual([{ shop: { ...realShop, name: 'У дома' }, pin: undefined }]);
    expect(link.kept).toMatchObject({ url, key: signature.key });
    expect(await link.desk.hasLink()).toBe(false);
    expect(factsOf(link.kept, [])).toEqual({
      by: 'Франшиза',
      url,
      contacts: [],
      newestLm: { version: '2.6.0', day: '2026-11-01' },
      locked: ['name'],
      readAt: clock.now(),
      faults: [],
    });
  });

  it('that is put off is forgotten', async () => {
    await open(plain);
    await link.desk.putOff((await offered()).text);
    expect(await link.desk.hasLink()).toBe(false);
    expect(await link.desk.look()).toBeUndefined();
    expect(saved).toEqual([]);
  });

  it('waits on when a PIN is asked for or is wrong', async () => {
    await open(plain);
    answer = { kind: 'pin-asked' };
    expect(await link.desk.accept(await offered())).toEqual({ kind: 'pin-asked' });
    expect(link.kept).toMatchObject({ pending: url });
    expect(link.kept.text).toBeUndefined();
    answer = { kind: 'saved' };
    await link.desk.accept(await offered(), '4815');
    expect(saved).toMatchObject([{ pin: '4815' }]);
  });
});

describe('trust', () => {
  const known = async (): Promise<void> => {
    await open(signed);
    await link.desk.accept(await offered());
  };

  it.each([
    ['an unsigned file', plain, true, 'unsigned'],
    ['another key', { ...plain, signature: { ...signature, key: 'o'.repeat(43) } }, true, 'other-key'],
    ['a wrong signature', { ...signed, shop: { name: 'Чужой' } }, false, 'wrong-signature'],
    ['a signature that nobody can look at', signed, undefined, 'no-crypto'],
  ] as const)('once a key is known: %s is refused', async (_what, file, isGenuine, kind) => {
    await known();
    source.isGenuine = isGenuine;
    await open(file);
    expect(await faults()).toEqual([{ kind }]);
    expect(saved).toHaveLength(1);
  });

  it('a wrong signature is refused where no key is known', async () => {
    source.isGenuine = false;
    await open(signed);
    expect(await faults()).toEqual([{ kind: 'wrong-signature' }]);
  });

  it('the first key stays', async () => {
    await known();
    await open({ ...signed, shop: { name: 'Другой' } });
    await link.desk.accept(await offered());
    expect(link.kept.key).toBe(signature.key);
  });
});

describe('an attacker', () => {
  const day = (date: string): object => ({ ...signed, issued: `2026-11-${date}T10:00:00.000Z` });

  it.each([
    ['an older file', '09', [{ kind: 'older' }]],
    ['one without its day', undefined, [{ kind: 'older' }]],
    ['the same', '10', undefined],
    ['a newer one', '11', undefined],
  ] as const)('brings back what was signed before: %s', async (_what, date, expected) => {
    await open(day('10'));
    await link.desk.accept(await offered());
    await open({ ...(date === undefined ? signed : day(date)), shop: { name: 'Прежний' } });
    const look = await link.desk.look();
    expect(look?.ok === false ? look.failure.faults : undefined).toEqual(expected);
  });

  it('changes the file between showing and accepting: what was shown is set', async () => {
    await open(plain);
    const shown = await offered();
    source.put(url, { ...plain, shop: { name: 'Подменённый' } });
    await link.desk.accept(shown);
    expect(saved).toMatchObject([{ shop: { name: 'У дома' } }]);
    expect(link.kept.text).toBe(JSON.stringify(plain));
  });

  it.each([
    ['a name written from right to left', { from: { name: 'Поддержка \u202Eанзак' } }, 'from.name'],
    ['a hidden sign', { shop: { name: 'У\u200Bдома' } }, 'shop.name'],
    ['a line break', { shop: { name: 'У дома\nИтого 0' } }, 'shop.name'],
    ['a very long name', { shop: { name: 'о'.repeat(201) } }, 'shop.name'],
    [
      'lists of lists',
      { policies: { alcoholHours: [Array(11).fill({ from: '10:00', to: '11:00' }), [], [], [], [], [], []] } },
      'policies.alcoholHours.0',
    ],
    ['ЛМ by another protocol', { local: { way: 'direct', url: 'javascript:alert(1)' } }, 'local.url'],
    ['ЛМ with a path', { local: { way: 'direct', url: 'https://a.example/steal?x=' } }, 'local.url'],
    ['a prototype', { shop: JSON.parse('{"__proto__": {"name": "x"}}') as object }, undefined],
  ] as const)('writes %s', async (_what, change, field) => {
    await open(JSON.stringify({ ...plain, ...change }));
    const look = await link.desk.look();
    if (field === undefined) expect(JSON.stringify(look)).not.toContain('"to":"x"');
    else expect(look).toMatchObject({ ok: false, failure: { faults: [{ kind: 'wrong', field }] } });
    expect(saved).toEqual([]);
  });

  it('writes HTML, which is a text as any other', async () => {
    await open({ ...plain, shop: { name: '<img src=x onerror=alert(1)>' } });
    expect((await offered()).changes).toMatchObject([{ to: '<img src=x onerror=alert(1)>' }]);
  });
});

describe('a file that cannot be had', () => {
  beforeEach(() => void (source.address = url));

  it.each([
    ['no network', undefined, 'no-answer'],
    ['the till key', { status: 401, body: '' }, 'till-key'],
    ['not on the list', { status: 403, body: '{"kind":"setup-not-allowed"}' }, 'not-allowed'],
    ['no address', { status: 400, body: '{"kind":"bad-url"}' }, 'bad-link'],
    ['too big', { status: 502, body: '{"kind":"too-big"}' }, 'too-big'],
    ['a redirect', { status: 502, body: '{"kind":"redirect"}' }, 'redirect'],
    ['a web page', { status: 502, body: '{"kind":"web-page"}' }, 'web-page'],
    ['a silent server', { status: 502, body: '{"kind":"unreachable","why":"refused"}' }, 'unreachable'],
    ['a gateway of an older build', { status: 404, body: 'x' }, 'unreachable'],
    ['a captive portal', { status: 502, body: '<html>' }, 'unreachable'],
  ] as const)('through the gateway: %s', async (_what, told, kind) => {
    relay = told;
    await link.desk.hasLink();
    expect(await faults()).toEqual([{ kind }]);
    expect(relayed).toEqual([`/relay/setup?url=${encodeURIComponent(url)}`]);
    // It was not looked at: it is due still.
    expect(link.kept.lookedAt).toBeUndefined();
  });

  it('comes through the gateway where the page may not', async () => {
    relay = { status: 200, body: JSON.stringify(plain) };
    await link.desk.hasLink();
    expect((await offered()).file.from.name).toBe('Франшиза');
  });

  it.each([{ kind: 'too-big' }, { kind: 'bad-link' }, { kind: 'status', status: 404 }] as const)(
    'what the page has seen itself is not asked of the gateway: %j',
    async (fault) => {
      source.files.set(url, fail(fault));
      await link.desk.hasLink();
      expect(await faults()).toEqual([fault]);
      expect(relayed).toEqual([]);
    },
  );

  it.each([
    ['a newer version', { ...plain, version: 2 }, [{ kind: 'newer', version: 2 }]],
    ['a web page', '<html>', [{ kind: 'web-page' }]],
    [
      'two wrong fields',
      { ...plain, shop: { inn: '1' }, colour: 'red' },
      [
        { kind: 'wrong', field: 'shop.inn' },
        { kind: 'unknown', field: 'colour' },
      ],
    ],
  ])('and what is wrong in it is told, all of it: %s', async (_what, file, expected) => {
    source.put(url, file);
    await link.desk.hasLink();
    expect(await faults()).toEqual(expect.arrayContaining(expected));
  });
});

describe('once a day', () => {
  beforeEach(async () => {
    await open(plain);
    await link.desk.accept(await offered());
  });

  const later = async (ms: number = lookEveryMs): Promise<SetupLook | undefined> => {
    clock.jump(clock.now() + ms);
    return link.desk.lookIfDue();
  };

  it('a changed file is offered, once, and an unchanged one is not', async () => {
    expect(await later()).toBeUndefined();
    source.put(url, { ...plain, shop: { name: 'Новый' } });
    expect(await later(lookEveryMs - 1)).toBeUndefined();
    const look = await later(1);
    expect(look).toMatchObject({ ok: true, value: { changes: [{ field: 'name', to: 'Новый' }] } });
    await link.desk.putOff(look?.ok ? look.value.text : undefined);
    expect(await later()).toBeUndefined();
    source.put(url, { ...plain, shop: { name: 'Ещё новее' } });
    expect(await later()).toBeDefined();
    expect(saved).toHaveLength(1);
  });

  it('and at each start', async () => {
    const { kept } = link;
    source.put(url, { ...plain, shop: { name: 'Новый' } });
    link = linkOver(source, { clock });
    link.kept = kept;
    expect(await link.desk.lookIfDue()).toBeDefined();
    expect(await link.desk.lookIfDue()).toBeUndefined();
  });

  it.each([
    ['an unsigned file where a key is known', plain, 'unsigned'],
    ['a wrong field', { ...plain, shop: { inn: '1' } }, 'wrong'],
    ['a newer version', { ...plain, version: 2 }, 'newer'],
    ['no JSON', '{', 'not-json'],
  ] as const)('a file that must be refused is told once, and nothing is set: %s', async (_what, file, kind) => {
    link.kept = { ...link.kept, key: signature.key };
    source.put(url, file);
    // Not the text that is accepted already.
    if (file === plain) link.kept = { ...link.kept, text: JSON.stringify(signed) };
    const look = await later();
    if (look?.ok !== false) throw new Error('nothing is told');
    expect(look.failure.faults).toMatchObject([{ kind }]);
    expect(told.at(-1)).toMatchObject([{ kind }]);
    await link.desk.putOff(look.failure.text);
    expect(await later()).toBeUndefined();
    expect(saved).toHaveLength(1);
    // It is mended.
    link.kept = { ...link.kept, key: undefined };
    source.put(url, { ...plain, shop: { name: 'Верный' } });
    expect(await later()).toMatchObject({ ok: true });
    expect(told.at(-1)).toEqual([]);
  });

  it.each<readonly [string, Result<string, FetchFault>]>([
    ['nobody answers', fail({ kind: 'no-answer' })],
    ['the file is gone', fail({ kind: 'status', status: 404 })],
    ['a captive portal', ok('<html>Войдите</html>')],
  ])('a file that cannot be had disturbs nobody, and the settings know: %s', async (_what, answered) => {
    const { lookedAt } = link.kept;
    source.files.set(url, answered);
    expect(await later()).toBeUndefined();
    expect(told.at(-1)).toHaveLength(1);
    if (!answered.ok) expect(link.kept.lookedAt).toBe(lookedAt);
    // It is due still.
    source.put(url, { ...plain, shop: { name: 'Новый' } });
    if (!answered.ok) expect(await later(1)).toBeDefined();
  });

  it('a clock that was set back does not put it off', async () => {
    source.put(url, { ...plain, shop: { name: 'Новый' } });
    link.kept = { ...link.kept, lookedAt: epochMs(clock.now() + 10 * lookEveryMs) };
    expect(await link.desk.lookIfDue()).toBeDefined();
  });
});
