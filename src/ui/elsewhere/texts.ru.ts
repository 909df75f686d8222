/** The till is open in another window. */
export const elsewhere = {
  title: 'Касса открыта в другом окне',
  hint: 'Чтобы чеки не пробились дважды, касса работает только в одном окне.',
  take: 'Продолжить здесь',
  refused: 'Там открыт чек: закончите его в том окне',
};
