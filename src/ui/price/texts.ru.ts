/** What goods cost, without selling them. */
export const price = {
  title: 'Цена',
  unknown: 'Этого товара нет в каталоге.',
  failed: 'Каталог не прочитался. Попробуйте ещё раз.',
  add: 'Добавить в чек',
  again: 'Узнать другую',
};
