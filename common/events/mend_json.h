#pragma once

namespace events {

// Two things are JSON by RFC 8259, and RapidJSON refuses the whole body for them. Each is changed
// in place to something of the same length that no known field takes and an unknown one may hold,
// so that it costs its own event at most:
//   half a surrogate pair (8.2) becomes \uFFFD;
//   a number beyond a double (6) becomes one with an exponent: RapidJSON weighs numbers even where
//   it hands them out as text.
// `text` ends with a zero byte.
void mend_json(char* text);

}  // namespace events
