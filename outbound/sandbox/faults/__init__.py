"""What goes wrong in the sandbox, by wish: a TOML file, or `Faults` in code.

```toml
seed = 7              # luck of the faults; left out: the sandbox's

[[fault]]
on = "bulk"           # which requests: token, call_flow, campaign, schedule, enable, disable, call,
                      # bulk, list, detail, or any (all but token)
kind = "commit_then_drop"
probability = 0.2     # how many of them meet it (above 0, at most 1) …
# numbers = [1, 3]    # … or which: the first and the third
until = 10            # only the first so many can meet it; left out: there is no end to it
# words = ["union select"]  # only those whose body says one of these, in capitals or not
# seconds = 5         # for the kinds below that name it
```

Requests are counted as they come in, each `on` by itself, from 1, those that are turned away
included. A request meets the first entry of the file that strikes it, so what is rare stands above
what is frequent. Luck depends on the seed, the entry and the request's number and never on time:
the same order of requests meets the same faults. With `words` and `probability = 1` it is the same
people who meet it each time: a row at which the API stumbles, or which a gateway does not let in.

The connection breaks (`seconds` are real ones):

- `drop`: it closes before anything is carried out, without a byte of an answer.
- `commit_then_drop`: carried out, then it closes without an answer.
- `half_then_drop` (bulk): the first half of the rows is created, then it closes.
- `late_commit`, `seconds`: it closes at once; the request is carried out so much later, judged by
  the state of then. A bulk that lands in an enabled schedule is refused, and nobody hears it.
- `late`, `seconds`: carried out only so much later, then answered, if anybody still listens.
- `hang`, `seconds`: nothing is carried out, nothing answered; after so long it closes.
- `cut_body`: carried out; the answer's length is told whole, and it closes in the middle.

An answer misleads:

- `truncated_json`: carried out; the answer is complete, and only half of its JSON.
- `error`, `status` (500 to 599; left out: 503): not carried out; an HTML page.
- `blocked`, `status` (400 to 499; left out: 403): not carried out; an HTML page, as a gateway shows
  it that does not let some words through.
- `error_after_commit`: carried out; 504 and an HTML page.
- `refused_after_commit` (bulk, call): carried out; 422 with an error body that names no row.
- `too_many`, `seconds` of the sandbox's clock, `as_date` (left out: false): not carried out; 429
  with `Retry-After` in seconds or as an HTTP date. For so long every request, the token's too, is
  answered 429, but a disable; `/_sandbox/state` counts those that came then as `asked_too_early`.
- `dead_token` (not token): the request's token is forgotten; 401.

The list (`list`) is not up to date:

- `lag`, `seconds` of the sandbox's clock: it does not show the calls created within the last so
  many seconds, whatever is asked for.
- `uneven_lag`, `seconds`: the same, for half of the questions (page and filters) only; the seed
  decides which, so a page in the middle may want rows that stand behind it.
- `repeated_rows`: a page from the second on begins with the last rows of the page before, and
  lacks as many of its own at its end, as when pages shift under a reader.

A fault replaces whatever would have been answered, a refusal too. `/_sandbox/state` counts under
`faults` how often each kind happened; those of the list only where the page was another for it.
"""

from outbound.sandbox.faults.plan import Fault, Faults

__all__ = ["Fault", "Faults"]
