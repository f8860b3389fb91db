#pragma once

namespace events {

// What is JSON by RFC 8259 and to RapidJSON the end of the whole body, changed in place to
// something of the same length that no known field takes and an unknown one may hold: so it is one
// event's trouble, or nobody's. Half a surrogate pair (8.2) becomes \uFFFD; a number beyond a
// double (6), which RapidJSON weighs even where it hands numbers out as text, one with an exponent.
// `text` ends with a zero byte.
void mend_json(char* text);

}  // namespace events
