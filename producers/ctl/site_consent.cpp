#include "producers/ctl/site_consent.h"

namespace ctl {
namespace {

constexpr size_t kReasonsMax = 20;

// Of the worst kind that there is.
std::string reasons_of(const verdict::Verdict& books) {
    std::string text{verdict::name_of(books.trust)};
    size_t told = 0;
    for (const verdict::Finding& one : books.findings) {
        if (one.trust != books.trust || one.trust == verdict::Trust::Trusted) continue;
        if (++told > kReasonsMax) continue;
        text += (told == 1 ? ": " : "; ") + verdict::sentence_of(one);
    }
    if (told > kReasonsMax) text += "; and " + std::to_string(told - kReasonsMax) + " more";
    const std::string compared = verdict::compared_text(books);
    return compared.empty() ? text : text + "; " + compared;
}

}  // namespace

base::Result<site::Evidence> consent_to_activate(const verdict::Verdict& books, bool anew,
                                                 bool degraded) {
    site::Evidence evidence{.books = reasons_of(books), .degraded = false};
    if (!anew) evidence.books += "; not compared once more within 8 s";
    if (verdict::by_hand(books.trust) == verdict::Activation::Activates) return evidence;
    if (!degraded) {
        return base::Error{base::Errc::Invalid,
                           "books: " + evidence.books +
                               "; mend them (docs/runbooks/BooksNotTrusted.md), or decide for "
                               "all customers with --degraded --reason TEXT"};
    }
    evidence.degraded = true;
    return evidence;
}

}  // namespace ctl
