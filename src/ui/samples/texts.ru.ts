/** The panel of a practice shop. */
export const samples = {
  label: 'Попробуйте',
  note: 'Учебная касса: ничего фискального не печатается',
  names: {
    allowed: 'Можно продавать',
    sold: 'Уже продан',
    blocked: 'Заблокирован',
    expired: 'Просрочен',
    unknown: 'Неизвестный код',
    offline: 'Офлайн',
    tobacco: 'Сигареты',
    keg: 'Кега',
    weighed: 'Сыр на вес',
    'in-parts': 'Частями',
    'not-applied': 'Код не нанесён',
    emergency: 'Аварийный режим',
    'offline-blocked': 'Офлайн: нельзя',
    damaged: 'Повреждённый скан',
  } as Readonly<Record<string, string | undefined>>,
};
