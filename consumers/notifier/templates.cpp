#include "consumers/notifier/templates.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "common/config/document.h"
#include "common/events/json_value.h"
#include "common/notices/notice.h"

namespace notifier {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSubject = "Subject: ";
constexpr std::string_view kEnglish = "en";
constexpr size_t kFieldsBytesMax = 64 * 1024;  // of the column
constexpr size_t kTemplateBytesMax = 64 * 1024;

struct FileName {
    std::string name_of_template;
    std::string language;
    Channel channel{};
};

std::optional<FileName> file_name(const std::string& file) {
    std::array<std::string, 4> parts;
    std::istringstream in{file};
    for (std::string& part : parts) std::getline(in, part, '.');
    const auto channel = events::by_name<Channel>(parts[2]);
    const bool language = parts[1] == kEnglish || parts[1] == "hi";
    if (!in.eof() || parts[0].empty() || !language || !channel || parts[3] != "txt") return {};
    return FileName{parts[0], parts[1], *channel};
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::string content(kTemplateBytesMax + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<size_t>(in.gcount()));
    return content;
}

// How to speak to somebody whose name is not known.
std::string stranger(std::string_view language) { return language == "hi" ? "ग्राहक" : "customer"; }

}  // namespace

Result<Fields> read_fields(const std::string& json) {
    auto read = events::read_json(json, kFieldsBytesMax);
    const Error wrong{Errc::Invalid, "fields: no JSON object of texts"};
    if (!read.ok() || read.value().kind != events::JsonValue::Kind::Object) return wrong;
    Fields fields;
    const events::JsonValue& object = read.value();
    for (size_t i = 0; i < object.names.size(); ++i) {
        if (object.elements[i].kind != events::JsonValue::Kind::Text) return wrong;
        fields[object.names[i]] = object.elements[i].text;
    }
    return fields;
}

std::string Templates::add(const std::string& file, const std::string& content,
                           const std::set<std::string>& declared) {
    const auto name = file_name(file);
    if (!name) return file + ": must be <template>.<en or hi>.<email, sms or push>.txt";
    if (content.size() > kTemplateBytesMax) return file + ": larger than 64 KiB";
    if (!notices::is_utf8(content)) return file + ": not UTF-8";
    if (content.starts_with(kByteOrderMark)) return file + ": begins with a byte order mark";
    if (content.find('\r') != std::string::npos) return file + ": lines must end with LF alone";
    std::string_view body = content;
    std::string_view subject;
    if (name->channel != Channel::Sms) {
        const size_t end = body.find('\n');
        if (!body.starts_with(kSubject) || end == std::string_view::npos) {
            return file + ": line 1: must be Subject: and a text";
        }
        subject = body.substr(kSubject.size(), end - kSubject.size());
        body.remove_prefix(end + 1);
    }
    while (body.ends_with('\n')) body.remove_suffix(1);
    if (body.empty()) return file + ": there is no text";
    auto subject_text = TemplateText::parse(subject);
    auto body_text = TemplateText::parse(body);
    for (const auto* text : {&subject_text, &body_text}) {
        if (!text->ok()) return file + ": " + text->error().what;
        for (const std::string& field : text->value().fields()) {
            if (!declared.contains(field)) {
                return file + ": field " + field + ": templates.toml does not declare it";
            }
        }
    }
    texts_[{name->name_of_template, name->language, name->channel}] = {
        std::move(subject_text).value(), std::move(body_text).value()};
    return {};
}

std::vector<std::string> Templates::problems() const {
    std::vector<std::string> found;
    for (const auto& [key, text] : texts_) {
        const auto& [name, language, channel] = key;
        if (texts_.contains({name, std::string{kEnglish}, channel})) continue;
        found.push_back(name + "." + language + "." + std::string{name_of(channel)} +
                        ".txt: there is no English one to fall back on");
    }
    return found;
}

Templates Templates::load(const std::string& folder, std::vector<std::string>& problems) {
    Templates templates;
    const std::filesystem::path root{folder};
    auto loaded = config::Document::load((root / "templates.toml").string());
    if (!loaded.ok()) {
        problems.push_back(loaded.error().what);
        return templates;
    }
    config::Document document = std::move(loaded).value();
    std::set<std::string> files;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{root, failed}) {
        if (entry.path().extension() == ".txt") files.insert(entry.path().filename().string());
    }
    std::map<std::string, std::set<std::string>> declared;
    for (const std::string& file : files) {
        const std::string name = file.substr(0, file.find('.'));
        if (!declared.contains(name)) {
            const auto fields = document.section(name).texts("fields", {});
            declared[name] = {fields.begin(), fields.end()};
        }
        std::string problem = templates.add(file, content_of(root / file), declared[name]);
        if (!problem.empty()) problems.push_back((root / problem).string());
    }
    for (std::string& problem : templates.problems()) problems.push_back(std::move(problem));
    for (std::string& problem : document.problems()) problems.push_back(std::move(problem));
    if (files.empty()) problems.push_back(folder + ": there are no templates");
    return templates;
}

const Templates::Text* Templates::find(const Notice& notice, const std::string& language) const {
    const auto found = texts_.find({notice.name_of_template, language, notice.channel});
    return found == texts_.end() ? nullptr : &found->second;
}

Result<Rendered> Templates::render(const Notice& notice) const {
    auto read = read_fields(notice.fields);
    if (!read.ok()) return read.error();
    Fields fields = std::move(read).value();
    fields.try_emplace("name", !notice.name.empty() ? notice.name : stranger(notice.language));
    fields.try_emplace("account", notice.account);
    Rendered rendered;
    const Text* text = find(notice, notice.language);
    if (text == nullptr) {
        rendered.fell_back = true;
        text = find(notice, std::string{kEnglish});
    }
    if (text == nullptr) {
        return Error{Errc::Invalid, "template " + notice.name_of_template + ": there is none for " +
                                        std::string{name_of(notice.channel)}};
    }
    for (const TemplateText* part : {&text->subject, &text->body}) {
        for (const std::string& field : part->fields()) {
            if (!fields.contains(field)) {
                return Error{Errc::Invalid, "field " + field + ": missing"};
            }
        }
    }
    const auto value = [&fields](const std::string& field) { return fields[field]; };
    rendered.subject = text->subject.filled(value);
    rendered.text = text->body.filled(value);
    return rendered;
}

}  // namespace notifier
