/** Quick keys: their groups, what was sold last, and how a key comes and goes. */
export const quick = {
  title: 'Быстрые товары',
  none: 'Сканируйте товар или найдите его по названию',
  which: 'Какие товары показать',
  all: 'Быстрые',
  others: 'Другие',
  last: 'Недавние',
  noLast: 'Здесь будет то, что недавно продали без маркировки.',
  /** Seen where it is wanted, heard at each key. */
  hold: 'Удерживайте кнопку или нажмите клавишу меню, чтобы закрепить товар в быстрых или убрать.',
};

export const pinning = {
  pin: 'Закрепить в быстрых',
  unpin: 'Убрать из быстрых',
  pinned: 'Этот товар — среди быстрых.',
  notPinned: 'Закреплённый товар всегда под рукой: он встанет последним.',
  gone: 'Карточки этого товара больше нет.',
};
