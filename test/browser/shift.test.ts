/** The shift on its screen: with a ККТ that takes its time, and what was sold in it. */
import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { TillPage } from './till.ts';

/** A ККТ that may keep somebody waiting who asks how it is. */
class HeldPrinter extends FakePrinter {
  #quick = Infinity;
  #go: Promise<void> = Promise.resolve();

  /** It answers so many times more, and then not until the returned function is called. */
  holdAfter(quick: number): () => void {
    let go: () => void = () => undefined;
    this.#quick = quick;
    this.#go = new Promise((resolve) => (go = resolve));
    return go;
  }

  override async state(): ReturnType<FakePrinter['state']> {
    this.#quick -= 1;
    if (this.#quick < 0) await this.#go;
    return super.state();
  }
}

it.each([
  {
    what: 'a cash-in',
    open: 'Внести',
    confirm: async (till: TillPage) => {
      await till.dialog.getByRole('textbox').first().fill('150');
      await till.dialog.getByRole('button', { name: /^Внести/ }).click();
    },
    done: ({ memory }: FakePrinter) => memory.cash.paidIn === 150_00,
  },
  {
    what: 'a cash-out',
    open: 'Изъять',
    confirm: async (till: TillPage) => {
      await till.dialog.getByRole('textbox').first().fill('20');
      await till.dialog.getByRole('button', { name: /^Изъять/ }).click();
    },
    done: ({ memory }: FakePrinter) => memory.cash.paidOut === 20_00,
  },
  {
    what: 'a Z report',
    open: 'Закрыть смену',
    confirm: (till: TillPage) => till.dialog.getByRole('button', { name: /^Закрыть смену/ }).click(),
    done: ({ memory }: FakePrinter) => memory.shift.state === 'closed',
  },
])('$what that was confirmed while the ККТ is looked at waits for its turn and is done', async (operation) => {
  const printer = new HeldPrinter(freshPrinter({ demo: true, cash: { drawer: 100_00, paidIn: 0, paidOut: 0 } }));
  const till = await TillPage.open({ printer });
  try {
    await till.press('F10');
    await till.button(operation.open).click();
    await expect.element(till.dialog).toBeVisible();
    // It is gone and comes back while the dialog stands open: the screen looks at it by itself.
    printer.gone = { kind: 'not-connected' };
    printer.changed();
    await expect.element(page.getByText(/ККТ не подключена/).first()).toBeVisible();
    // The till hears that it is back, and the look that follows stands still.
    const go = printer.holdAfter(1);
    printer.gone = undefined;
    printer.changed();
    await expect.element(page.getByText('Спрашиваем ККТ')).toBeVisible();
    await operation.confirm(till);
    await expect.element(till.dialog).not.toBeInTheDocument();
    expect(operation.done(printer)).toBe(false);
    go();
    await expect.poll(() => operation.done(printer)).toBe(true);
  } finally {
    await till.end();
  }
});

describe('what was sold in the shift', () => {
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
  const says = async (name: string, ...cells: readonly string[]) => {
    for (const [index, cell] of cells.entries())
      await expect.element(row(name).getByRole('cell').nth(index)).toHaveTextContent(cell);
  };
  const sell = async (till: TillPage, way: 'Наличные' | 'Безналичные') => {
    await till.scan(bread);
    await expect.element(till.lines).toHaveLength(1);
    await till.sell(way);
    await till.button(/^Новый чек/).click();
  };
  const bread = '4641500046998';

  it('stands on its screen by the journal and by the ККТ, grows with a sale, and stays after the Z report', async () => {
    const till = await TillPage.open();
    try {
      await sell(till, 'Наличные');
      await sell(till, 'Безналичные');
      await till.press('F10');
      await says('Чеков продажи', '2', '2');
      await says('Наличными', '54,90', '54,90');
      await says('Картой', '54,90', '54,90');
      await says('Итого', '109,80', '109,80');
      await till.press('F10');
      await till.ready();
      await sell(till, 'Наличные');
      await till.press('F10');
      await says('Итого', '164,70', '164,70');
      await till.button('Закрыть смену').click();
      await till.dialog.getByRole('button', { name: /^Закрыть смену/ }).click();
      await expect.element(page.getByText(/счётчики ККТ уже начались заново/)).toBeVisible();
      await says('Итого', '164,70');
      await expect.element(page.getByRole('columnheader', { name: 'Счётчики ККТ' })).not.toBeInTheDocument();
    } finally {
      await till.end();
    }
  });

  it('of another till at the same ККТ is a difference, told with how many documents it are', async () => {
    const printer = new FakePrinter(freshPrinter({ demo: true, shift: { state: 'closed', number: 0 } }));
    const till = await TillPage.open({ printer });
    try {
      await sell(till, 'Наличные');
      const { documents } = printer.memory;
      const last = documents.at(-1);
      if (last) documents.push({ ...last, mark: { ...last.mark, fd: documents.length + 1 } });
      await till.press('F10');
      await says('Чеков продажи', '1', '2');
      await expect.element(page.getByText(/В ней 1 документ не из этого журнала/)).toBeVisible();
    } finally {
      await till.end();
    }
  });
});
