/** What is said where the PIN of the senior cashier is asked. */
import type { SeniorAct } from '../../domain/shop/senior-acts.ts';
import type { PinRefusal } from '../../app/shop/pin.ts';

export const pin = {
  title: 'Нужен старший кассир',
  field: 'ПИН старшего кассира',
  explain: 'Касса запишет, что товар продан без проверки.',
  allow: 'Разрешить продажу',
  wrong: 'ПИН неверный. Попробуйте ещё раз.',
  forbidden: 'Продажа без проверки запрещена в настройках.',
};

/** Of what waits for the PIN. */
export const pinWish = { title: 'Нужен ПИН', confirm: 'Подтвердить', putAside: 'Не сделано: ПИН не введён.' };

/** Of what an owner keeps for the senior cashier. */
export const seniorAct: Readonly<Record<SeniorAct, string>> = {
  'cancel-receipt': 'Чек отменяет тот, кто знает ПИН старшего кассира. Касса запишет, что он разрешил.',
  'cash-out': 'Деньги из ящика изымает тот, кто знает ПИН старшего кассира. Касса запишет, что он разрешил.',
  'close-shift': 'Смену закрывает тот, кто знает ПИН старшего кассира. Касса запишет, что он разрешил.',
  export: 'Журнал выгружает тот, кто знает ПИН старшего кассира. Касса запишет, что он разрешил.',
};

/** «4 мин 32 с», «50 с». */
function wait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  return [minutes > 0 ? `${minutes} мин` : '', seconds % 60 > 0 ? `${seconds % 60} с` : ''].filter(Boolean).join(' ');
}

export const pinDialog = {
  locked: (ms: number): string =>
    `Слишком много неверных попыток. ПИН или код владельца можно ввести через ${wait(ms)}.`,
  meanwhile: 'Продавать можно и без ПИН: только этот товар пока уберите из чека.',
  forgotten: 'ПИН забыт? Введите вместо него код владельца: 16 цифр.',
};

/** Why it was not taken, and what to do. */
export function pinRefusal(refusal: PinRefusal): string {
  switch (refusal.kind) {
    case 'wrong-pin':
      return `ПИН неверный. Осталось попыток: ${refusal.triesLeft}.`;
    case 'locked':
      return pinDialog.locked(refusal.leftMs);
    case 'no-pin':
      return 'ПИН не задан. Задайте его в настройках.';
    case 'no-crypto':
      return 'Страница открыта по http, и браузер не даёт хранить и сверять пароли и ПИН. Откройте кассу по https или на том компьютере, где стоит её сервер.';
  }
}
