/** What the registers of the ККТ say of its shift and its drawer (kkt-shtrih.md §2.10). */
import type { CashState } from '../../../app/ports/printer.ts';
import { kopecks, noMoney, sum, type Kopecks } from '../../../domain/base/money.ts';
import { ok } from '../../../domain/base/result.ts';
import type { ShiftTakings, Takings } from '../../../domain/document/takings.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import type { Answer } from './answers.ts';
import type { Connection } from './connection.ts';

export async function moneyIn(connection: Connection, password: number, register: number): Answer<Kopecks> {
  const read = await connection.ask(kkt.moneyRegister({ password, register }));
  return read.ok ? ok(kopecks(read.value.value)) : read;
}

async function sums(connection: Connection, password: number, registers: readonly number[]): Answer<Kopecks[]> {
  const read: Kopecks[] = [];
  for (const register of registers) {
    const one = await moneyIn(connection, password, register);
    if (!one.ok) return one;
    read.push(one.value);
  }
  return ok(read);
}

export async function cashOf(connection: Connection, password: number): Answer<CashState> {
  const { cashInDrawer, cashIns, cashOuts } = kkt.moneyRegisters;
  const read = await sums(connection, password, [cashInDrawer, cashIns, cashOuts]);
  if (!read.ok) return read;
  const [drawer = noMoney, paidIn = noMoney, paidOut = noMoney] = read.value;
  return ok({ drawer, paidIn, paidOut });
}

export async function takingsOf(connection: Connection, password: number): Answer<ShiftTakings> {
  const { cashSales, cashlessSales, cashSaleReturns, cashlessSaleReturns } = kkt.moneyRegisters;
  const of = async (counter: number, cash: number, cashless: readonly number[]): Answer<Takings> => {
    const receipts = await connection.ask(kkt.counterRegister({ password, register: counter }));
    if (!receipts.ok) return receipts;
    const read = await sums(connection, password, [cash, ...cashless]);
    if (!read.ok) return read;
    const [inCash = noMoney, ...others] = read.value;
    return ok({ receipts: receipts.value.value, cash: inCash, cashless: sum(others) });
  };
  const sales = await of(kkt.counterRegisters.sales, cashSales, cashlessSales);
  if (!sales.ok) return sales;
  const returns = await of(kkt.counterRegisters.saleReturns, cashSaleReturns, cashlessSaleReturns);
  return returns.ok ? ok({ sales: sales.value, returns: returns.value }) : returns;
}
