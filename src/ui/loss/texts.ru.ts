/** What is said when the till's own data are gone. */
import type { Loss } from '../../app/journal/witness.ts';
import { showMoment } from '../shell/texts.ru.ts';

/** What is missing, by what is left. */
const losses = {
  everything: {
    what: 'Касса потеряла свои данные',
    gone: 'Настройки, товары и журнал пропали: продажи здесь были, а записей о них больше нет.',
  },
  journal: { what: 'Журнал кассы пропал', gone: 'Настройки на месте, а журнала с чеками нет.' },
  settings: { what: 'Настройки кассы пропали', gone: 'Журнал с чеками цел, а настроек магазина нет.' },
  'rolled-back': {
    what: 'Журнал кассы вернулся в прошлое',
    gone: 'Последних записей в нём нет: скорее всего, папку браузера восстановили из копии.',
  },
  pin: {
    what: 'ПИН старшего кассира пропал',
    gone: 'ПИН был задан, а теперь его нет, и записи о том, что его удалили, тоже нет. Настройки и журнал на месте.',
  },
  goods: { what: 'Товары кассы пропали', gone: 'Настройки и журнал на месте, а карточек товаров нет.' },
  another: {
    what: 'Здесь журнал другой кассы',
    gone: 'На этом устройстве работала касса с другим журналом. Скорее всего, папку браузера заменили.',
  },
} satisfies Record<Loss['what'], { readonly what: string; readonly gone: string }>;

const isJournalGone = ({ what }: Loss): boolean => what !== 'settings' && what !== 'pin' && what !== 'goods';

/** What is gone besides, whatever else is. */
const besides = ({ what, isPinGone, cardsGone }: Loss): string[] => [
  ...(isPinGone
    ? [
        `${what === 'pin' ? '' : 'ПИН старшего кассира тоже пропал. '}Пока ПИН нет, менять настройки может каждый, кто стоит за кассой. Продажа без проверки запрещена, пока её снова не разрешат в настройках.`,
      ]
    : []),
  ...(cardsGone === undefined || what === 'everything'
    ? []
    : [
        `${what === 'goods' ? 'Было' : 'Карточки товаров тоже пропали: было'} около ${cardsGone}. Товар без карточки касса не узнает и спросит при сканировании.`,
      ]),
];

export const lost = {
  title: ({ what }: Loss): string => losses[what].what,
  gone: ({ what }: Loss): string => losses[what].gone,
  why({ what, by, dataLoss }: Loss): string {
    if (dataLoss !== undefined) return `Браузер сообщил, что его файлы повреждены, и начал новые (${dataLoss}).`;
    if (by === 'gateway') return 'Это видно по записям на сервере кассы.';
    if (what === 'pin') return 'Так бывает, когда повреждён диск или когда ПИН удалили в обход кассы.';
    return what === 'rolled-back' || what === 'another'
      ? ''
      : 'Так бывает, когда повреждён диск, кончилось место или очищены данные сайта.';
  },
  /** The last thing that is known. */
  since: ({ witness }: Loss): string | undefined => {
    if (!witness) return undefined;
    const receipt = witness.number > 0 ? `чек № ${witness.number}` : 'чеков ещё не было';
    const fiscal = witness.fiscal ? `, документ ККТ ФД ${witness.fiscal.fd}` : '';
    return `Последнее, что известно: ${showMoment(witness.at)}, ${receipt}${fiscal}.`;
  },
  meansTitle: 'Что это значит',
  means: (loss: Loss): readonly string[] => {
    if (loss.what === 'settings')
      return ['Касса не знает ни магазина, ни ККТ, ни ЛМ ЧЗ, пока настройки не вернутся.', ...besides(loss)];
    if (!isJournalGone(loss)) return besides(loss);
    const last =
      'Последний чек мог пропасть. Сначала посмотрите, нет ли его на ленте ККТ. Если нет, а товар уже отдан, пробейте его снова.';
    const unsent = 'Отметки о продаже, которые не успели уйти в ЛМ ЧЗ, не уйдут.';
    switch (loss.what) {
      case 'rolled-back':
        return [
          last,
          'Касса не помнит последних проданных кодов: пока о продаже не узнал Честный ЗНАК, код может пройти второй раз.',
          'Остатки открытых упаковок могут быть неверны: пересчитайте их.',
          unsent,
          ...besides(loss),
        ];
      case 'another':
        return [last, 'Касса помнит чужие продажи и упаковки, а своих не помнит.', unsent, ...besides(loss)];
      default:
        return [
          last,
          'Касса не помнит, какие коды она продала. Пока о продаже не узнал Честный ЗНАК, код может пройти второй раз.',
          'Открытые упаковки (кеги, сыр, блоки) нужно открыть заново.',
          unsent,
          ...besides(loss),
        ];
    }
  },
  todoTitle: 'Что делать',
  todo: (loss: Loss, canRestore: boolean): readonly string[] => [
    ...(canRestore
      ? [
          'Нажмите «Восстановить настройки». Пароль ЛМ ЧЗ, ключ доступа к серверу кассы и ПИН, если они были, введите заново в настройках.',
        ]
      : []),
    ...(!canRestore && (loss.what === 'everything' || loss.what === 'settings')
      ? [
          'Копии настроек на этом устройстве нет: нажмите «Настроить заново». Если эту кассу помнит сервер кассы, он предложит её на следующем экране.',
        ]
      : []),
    ...(loss.witness?.shop?.unverified === 'senior-pin' && canRestore
      ? ['Продажа без проверки будет запрещена. Чтобы вернуть её, задайте в настройках ПИН и снова её разрешите.']
      : []),
    ...(loss.isPinGone && !canRestore
      ? [
          'Задайте в настройках новый ПИН. Если продажа без проверки была разрешена, разрешите её там снова: журнал это запишет.',
        ]
      : []),
    ...(loss.isPinGone && !isJournalGone(loss)
      ? ['Посмотрите в журнале, что меняли в настройках в последние дни.']
      : []),
    ...((loss.what === 'everything' || loss.cardsGone !== undefined) && loss.witness?.shop?.kind !== 'demo'
      ? ['Товары заведите заново: отсканируйте товар, и касса спросит название и цену.']
      : []),
    ...(isJournalGone(loss)
      ? ['Сверьте последние чеки с лентой ККТ или с личным кабинетом ОФД. Номера чеков продолжатся.']
      : []),
    'Проверьте, есть ли место на диске. Если это повторится, сообщите в поддержку: возможно, пора менять диск.',
  ],
  restore: 'Восстановить настройки',
  anew: 'Настроить заново',
  goOn: 'Понятно, продолжить',
  recorded: 'Случай записан в журнал.',
  failed: (detail: string): string =>
    `Не получилось. Освободите место на диске и нажмите ещё раз. Если не помогло, обновите страницу и сообщите в поддержку. Подробности: ${detail}`,
};
