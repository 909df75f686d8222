/** What the first start of a shop says beyond its settings. */
import { showMoment } from '../shell/texts.ru.ts';

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
