/** A text that a person looks at and gives away: shown, saved, copied. */
export const out = {
  show: 'Показать текстом',
  hide: 'Скрыть текст',
  save: 'Сохранить',
  copy: 'Скопировать',
  send: 'Отправить',
  saved: (name: string): string => `Сохранено: ${name}`,
  copied: 'Скопировано.',
  byHand: 'Скопировать не получилось: выделите текст и скопируйте сами.',
} as const;
