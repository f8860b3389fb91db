#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace notifier {

// What braces may be beside a place: nothing; or, as in JSON, anything that is no place.
enum class Braces { Strict, Loose };

// A text with places: "Dear {{name}}, …". Pure.
class TemplateText {
  public:
    // A place is a name of a-z 0-9 _ in two braces. Invalid where Braces::Strict meets others, with
    // the line: "line 3: {{Name}} is no field". Braces::Loose takes all.
    static base::Result<TemplateText> parse(std::string_view text, Braces braces = Braces::Strict);

    [[nodiscard]] const std::set<std::string>& fields() const { return fields_; }
    // Each place by what `value` gives for it. The result is not looked at again: a value that
    // holds braces stays as it is.
    [[nodiscard]] std::string filled(
        const std::function<std::string(const std::string& field)>& value) const;

  private:
    struct Piece {
        std::string text;
        bool is_field = false;
    };
    std::vector<Piece> pieces_;
    std::set<std::string> fields_;
};

using Fields = std::map<std::string, std::string>;

}  // namespace notifier
