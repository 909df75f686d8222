import { tick } from 'svelte';

/** Takes the focus into the first wrong field of a form that was not taken, once it is marked as wrong; what is folded away is opened. */
export async function focusWrong(form: EventTarget | null | undefined): Promise<void> {
  if (!(form instanceof HTMLElement)) return;
  await tick();
  const field = form.querySelector<HTMLElement>(
    ':is(input, select, textarea)[aria-invalid="true"], [aria-invalid="true"] input',
  );
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.focus();
}
