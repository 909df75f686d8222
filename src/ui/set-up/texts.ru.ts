/** What the first start of a shop says beyond its settings. */
import { showMoment, type Advice } from '../shell/texts.ru.ts';

/** Instead of the greeting, where this is no new till. */
export const again = {
  unread: {
    what: 'Настройки магазина не прочитались',
    repair:
      'Касса их не удалила, а отложила. Заполните настройки заново, и можно продавать. ПИН, если он был, остался прежним. Если не знаете, что вписать, или это повторяется, сообщите в поддержку.',
  },
  lost: {
    what: 'Настройте кассу заново',
    repair:
      'Прежние настройки пропали, случай записан в журнал. Если кассу помнит сервер кассы, она в списке ниже: нажмите «Это она».',
  },
} satisfies Record<string, Advice>;

/** A PIN guards settings that are not there any more. */
export const pinHere = {
  label: 'ПИН старшего кассира или код владельца',
  ask: 'На этой кассе задан ПИН. Введите его или код владельца в поле над формой и снова нажмите «Начать работу».',
};

/** On the set-up screen: tills that the server remembers. */
export const known = {
  title: 'Сервер помнит эти кассы. Одна из них — эта?',
  hint: 'Если касса уже работала на этом устройстве, её данные пропали: нажмите «Это она», и касса предложит вернуть настройки. Если касса новая, ничего не выбирайте и заполните форму ниже.',
  till: (name: string, number: number, at: number): string =>
    `${name || 'Касса без имени'}: ${number > 0 ? `чек № ${number}` : 'чеков не было'}, ${showMoment(at)}`,
  adopt: 'Это она',
  ask: 'Касса уже работала здесь? Введите ключ доступа к серверу кассы, чтобы найти её. Если касса новая, пропустите.',
  find: 'Найти',
  none: 'Сервер таких касс не помнит',
  wrong: 'Ключ не подошёл или попыток слишком много: подождите и повторите.',
};
