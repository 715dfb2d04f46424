// Keeps an overview current: asks for the page anew and puts its content in place where it differs.
/* oxlint-disable -- this runs in browsers, whose types are not known here */

const everyMs = 2_000

setInterval(async () => {
  if (document.hidden) return
  const answer = await fetch(location.href).catch(() => undefined)
  if (!answer?.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const [before, after] = [document, page].map((each) => each.querySelector('main'))
  if (after && before.innerHTML !== after.innerHTML) before.replaceWith(after)
}, everyMs)
