import { amountValueMax } from '@kivuko/open-payments'

/** The formats that the Open Payments documents use, as checks of texts. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  uint64: (text) => /^(?:0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) <= amountValueMax,
  uri: (text) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) && URL.canParse(text),
  'date-time': (text) => dateTimeForm.test(text) && !Number.isNaN(Date.parse(text)),
}

/** RFC 3339 section 5.6. */
const dateTimeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i
