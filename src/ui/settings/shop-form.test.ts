import { describe, expect, it } from 'vitest';
import type { Shop } from '../../domain/shop/shop.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { alcoholDraft } from './alcohol-form.ts';
import { formErrors, linksOf, shopOf } from './shop-form.ts';

const shop: Shop = { ...realShop, inn: '7707083893' };
const draft = (change: Partial<Shop> = {}, kktPassword = '30') => ({
  shop: { ...shop, ...change },
  password: '',
  pin: '',
  kktPassword,
  hasPassword: true,
  alcohol: alcoholDraft(shop),
});

describe('the ККТ', () => {
  it('a real shop has no practice ККТ to pick', () => {
    expect(linksOf('real')).not.toContain('demo');
    expect(linksOf('demo')).toContain('demo');
  });
  it('its password is a number, asked only where there is something to send it to', () => {
    expect(formErrors(draft({}, 'тридцать'), false)).toHaveProperty('kktPassword');
    expect(formErrors(draft({ kkt: { ...shop.kkt, link: 'none' } }, ''), false)).toEqual({});
    expect(formErrors(draft(), false)).toEqual({});
  });
  it('is saved with the password as typed, and keeps the old one where none was', () => {
    expect(shopOf(draft({}, ' 1 ')).kkt.password).toBe(1);
    expect(shopOf(draft({}, '')).kkt.password).toBe(30);
  });
});

describe('the text of the receipt', () => {
  it('is saved as its lines, without blanks at their ends and lines of nothing at the end', () => {
    expect(shopOf(draft({ receiptText: ['Спасибо!  ', '', 'Ждём вас', ' ', ''] })).receiptText).toEqual([
      'Спасибо!',
      '',
      'Ждём вас',
    ]);
    expect(shopOf(draft({ receiptText: [''] })).receiptText).toEqual([]);
  });
  it.each([[Array.from({ length: 9 }, () => 'x')], [['x'.repeat(41)]]])('has its limits: %j', (receiptText) =>
    expect(formErrors(draft({ receiptText }), false)).toHaveProperty('receiptText'),
  );
});

describe('ЛМ', () => {
  const local = (way: Shop['local']['way'], login = ''): Shop['local'] => ({
    way,
    login,
    url: 'http://127.0.0.1:5995',
  });
  it('reached straight asks for a login', () =>
    expect(formErrors(draft({ local: local('direct') }), false)).toHaveProperty('login'));
  it('reached straight asks for a password, unless one is kept or typed', () => {
    const direct = draft({ local: local('direct', 'admin') });
    expect(formErrors(direct, false)).toEqual({});
    expect(formErrors({ ...direct, hasPassword: false }, false)).toHaveProperty('password');
    expect(formErrors({ ...direct, hasPassword: false, password: 'x' }, false)).toEqual({});
    expect(formErrors({ ...draft({ local: local('relay') }), hasPassword: false }, false)).toEqual({});
  });
  it('reached through the gateway asks for none, until the till gives a password of its own', () => {
    expect(formErrors(draft({ local: local('relay') }), false)).toEqual({});
    expect(formErrors({ ...draft({ local: local('relay') }), password: 'x' }, false)).toHaveProperty('login');
  });
});

describe('the PIN', () => {
  const errors = (
    change: Partial<Parameters<typeof formErrors>[0]>,
    hasPin: boolean,
    unverified: Shop['unverified'] = 'senior-pin',
  ) => formErrors({ ...draft({ unverified }), ...change }, hasPin);
  it('is asked for where something hangs on it, and cannot be taken away from under it', () => {
    expect(errors({}, false)).toHaveProperty('pin');
    expect(errors({}, true)).toEqual({});
    expect(errors({ removePin: true }, true)).toHaveProperty('pin');
    expect(errors({ removePin: true }, true, 'forbid')).toEqual({});
  });
  it.each(['1', '123', '123456789', 'abcd', '12 4'])('«%s» is none', (pin) =>
    expect(errors({ pin }, true)).toHaveProperty('pin'),
  );
});

it('the hours of alcohol are saved as typed, and half a pair is told', () => {
  const alcohol = { ...alcoholDraft(shop), night: { from: '22:00', to: '08:00' } };
  expect(shopOf({ ...draft(), alcohol }).alcoholHours[0]).toEqual([{ from: '22:00', to: '08:00' }]);
  expect(formErrors({ ...draft(), alcohol }, false)).toEqual({});
  expect(
    formErrors({ ...draft(), alcohol: { ...alcohol, night: { ...alcohol.night, to: '' } } }, false),
  ).toHaveProperty('alcohol');
});
