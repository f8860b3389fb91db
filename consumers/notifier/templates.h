#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "consumers/notifier/notice.h"
#include "consumers/notifier/template_text.h"

namespace notifier {

struct Rendered {
    std::string subject;  // of mails and pushes
    std::string text;
    bool fell_back = false;  // in English, because the customer's language is not there
};

// The texts of infra/notices: <template>.<language>.<channel>.txt, and the fields that
// templates.toml declares for each template. Read once at the start, any thread after it.
class Templates {
  public:
    // Every problem becomes a line that names the file.
    static Templates load(const std::string& folder, std::vector<std::string>& problems);

    // One file; `declared`: the fields that it may use. Empty, or what is wrong with it.
    [[nodiscard]] std::string add(const std::string& file, const std::string& content,
                                  const std::set<std::string>& declared);
    // Texts that have none in English to fall back on.
    [[nodiscard]] std::vector<std::string> problems() const;

    // Fields come from the notice; `name` and `account` else from the customer. Invalid with the
    // reason for which the notice is dead: "field side: missing".
    [[nodiscard]] base::Result<Rendered> render(const Notice& notice) const;

  private:
    struct Text {
        TemplateText subject;
        TemplateText body;
    };
    using Key = std::tuple<std::string, std::string, Channel>;  // template, language
    [[nodiscard]] const Text* find(const Notice& notice, const std::string& language) const;

    std::map<Key, Text> texts_;
};

// The column `fields`. Invalid where it is no JSON object of texts.
base::Result<Fields> read_fields(const std::string& json);

}  // namespace notifier
