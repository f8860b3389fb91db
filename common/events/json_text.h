#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace events {

// Writes one JSON document, compact, fields in the order of the calls. Whoever calls it keeps the
// brackets right. Texts must be UTF-8; what JSON cannot hold bare is escaped.
class JsonText {
  public:
    void open_object() { open('{'); }
    void close_object() { close('}'); }
    void open_list() { open('['); }
    void close_list() { close(']'); }
    void key(std::string_view name);
    void text(std::string_view value);
    void integer(int64_t value);
    void price(int64_t units);  // of 0.0001 rupee, written as a decimal
    void flag(bool value);
    void raw(std::string_view json);  // a whole value

    void text(std::string_view name, std::string_view value) { key(name), text(value); }
    void integer(std::string_view name, int64_t value) { key(name), integer(value); }
    void price(std::string_view name, int64_t units) { key(name), price(units); }
    void flag(std::string_view name, bool value) { key(name), flag(value); }

    void integer_or_null(std::string_view name, const std::optional<int64_t>& value);
    void texts(std::string_view name, const std::vector<std::string>& values);

    // A list of objects: `fields(*this, item)` writes the fields of each.
    template <class Items, class Fields>
    void objects(const Items& items, const Fields& fields) {
        open_list();
        for (const auto& item : items) {
            open_object();
            fields(*this, item);
            close_object();
        }
        close_list();
    }
    template <class Items, class Fields>
    void objects(std::string_view name, const Items& items, const Fields& fields) {
        key(name);
        objects(items, fields);
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void open(char bracket);
    void close(char bracket);
    void separate();
    void quoted(std::string_view value);

    std::string out_;
    bool first_ = true;  // nothing stands yet where the next value goes
};

// The document that is such a list.
template <class Items, class Fields>
std::string objects_json(const Items& items, const Fields& fields) {
    JsonText json;
    json.objects(items, fields);
    return json.take();
}

}  // namespace events
