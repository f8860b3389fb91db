#include "common/events/reader.h"

// Without its SSE2: there a control character from 1A to 1F is text or not as memory is aligned
// (RapidJSON 1.1.0).
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "common/events/json_value.h"
#include "common/events/mend_json.h"
#include "common/events/plain_json.h"

namespace events {

using rapidjson::SizeType;

// Receives RapidJSON's calls. Levels: 0 outside, 1 in the array of a batch, 2 in an event, above:
// in a value we ignore. A single event is read as if it stood in an array.
class Handler {
  public:
    // `at`: behind what has been read of `text`.
    Handler(Reader& reader, const char* text, char* const& at,
            const std::function<void(Reading&)>& on_event)
        : reader_{reader}, text_{text}, at_{at}, on_event_{on_event} {}

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] bool began_as_event() const { return !in_batch_ && (in_event_ || events_ > 0); }
    void mark_cut_field() {
        if (in_event_ && field_ != Field::Unknown) draft().refuse(field_, "cut");
    }

    // RapidJSON calls them by these names. NOLINTBEGIN(readability-identifier-naming)
    bool Null() { return other(); }
    bool Bool(bool) { return other(); }
    // Never called: numbers come as text.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }

    bool RawNumber(const char* digits, SizeType size, bool) {
        if (depth_ == 1 && in_event_) {
            if (field_ != Field::Unknown) draft().set_number(field_, {digits, size});
            return true;
        }
        return in_event_ || refuse("body: a number, where an event belongs");
    }

    bool String(const char* text, SizeType size, bool) {
        if (depth_ == 1 && in_event_) {
            if (field_ != Field::Unknown) draft().set_text(field_, {text, size});
            return true;
        }
        return in_event_ || refuse("body: a text, where an event belongs");
    }

    bool Key(const char* name, SizeType size, bool) {
        if (depth_ != 1) return true;
        field_ = guess({name, size});
        if ((set_of(field_) & reader_.wanted_) == 0) field_ = Field::Unknown;
        if (field_ == Field::Unknown) return true;
        if ((draft().seen & set_of(field_)) != 0) draft().refuse(field_, "given twice");
        draft().seen |= set_of(field_);
        return true;
    }

    bool StartObject() {
        if (!in_event_) {
            in_event_ = true;
            place_ = 0;
            reader_.reading_ = Reading{};
            reader_.reading_.begin = place() - 1;
            depth_ = 1;
            return true;
        }
        return deeper();
    }

    bool EndObject(SizeType) {
        if (--depth_ > 0) return true;
        in_event_ = false;
        reader_.reading_.end = place();
        if (++events_ > kBatchEventsMax) return refuse("body: over 10000 events");
        if (!count_day()) return refuse("body: over 100 trading days");
        on_event_(reader_.reading_);
        return true;
    }

    bool StartArray() {
        if (in_event_) return deeper();
        if (in_batch_) return refuse("body: an array within the array of events");
        in_batch_ = true;
        return true;
    }

    bool EndArray(SizeType) {
        if (in_event_) {
            --depth_;
            return true;
        }
        if (events_ == 0) return refuse("body: an empty array");
        return true;
    }
    // NOLINTEND(readability-identifier-naming)

    // Whether the name of the field that stood here in the last event stands at `at`: its size,
    // else 0.
    [[nodiscard]] size_t expected_key(const char* at) {
        const std::vector<Field>& learned = learned_fields();
        if (place_ >= learned.size() || learned[place_] == Field::Unknown) return 0;
        const std::string_view name = field_name(learned[place_]);
        return std::strncmp(at, name.data(), name.size()) == 0 ? name.size() : 0;
    }

  private:
    Draft& draft() { return reader_.reading_.draft; }
    std::vector<Field>& learned_fields() {
        return reader_.learned_[static_cast<size_t>(draft().kind)];
    }
    [[nodiscard]] size_t place() const { return static_cast<size_t>(at_ - text_); }

    bool refuse(const char* why) {
        problem_ = why;
        return false;
    }

    bool other() {
        if (depth_ == 1 && in_event_ && field_ != Field::Unknown) draft().set_other(field_);
        return in_event_ || refuse("body: neither an event nor an array of events");
    }

    bool count_day() {
        const bool known = (draft().seen & ~draft().bad & set_of(Field::Day)) != 0;
        if (!known || draft().event.day == last_day_) return true;
        last_day_ = draft().event.day;
        days_.insert(last_day_);
        return days_.size() <= kBatchDaysMax;
    }

    bool deeper() {
        if (depth_ == 1 && field_ != Field::Unknown) draft().set_other(field_);
        return ++depth_ <= 1 + kValueLevelsMax || refuse("body: nested too deep");
    }

    Field guess(std::string_view name) {
        std::vector<Field>& learned = learned_fields();
        const size_t place = place_++;
        if (place < learned.size() && learned[place] != Field::Unknown &&
            field_name(learned[place]) == name) {
            return learned[place];
        }
        const Field field = field_of(name);
        constexpr size_t kLearnedMax = 64;
        if (place < kLearnedMax) {
            if (learned.size() <= place) learned.resize(place + 1, Field::Unknown);
            learned[place] = field;
        }
        return field;
    }

    Reader& reader_;
    const char* text_;
    char* const& at_;
    const std::function<void(Reading&)>& on_event_;
    std::string problem_;
    Field field_ = Field::Unknown;
    size_t events_ = 0;
    std::set<uint32_t> days_;
    uint32_t last_day_ = 0;
    size_t place_ = 0;  // of the next field in its event
    int depth_ = 0;     // 1: directly in an event
    bool in_event_ = false;
    bool in_batch_ = false;
};

bool has_zero_byte(std::string_view text) { return text.find('\0') != text.npos; }

// Nearly all messages come from programs that write plain JSON, which is read in less than half the
// time. What RapidJSON reads after all, it reads from the beginning.
std::string Reader::read(char* text, const std::function<void(Reading&)>& on_event,
                         const std::function<void()>& on_restart) {
    cut_ = false;
    char* at = text;
    Handler handler{*this, text, at, on_event};
    if (PlainJson{at, handler}.read()) return {};
    on_restart();
    return read_any(text, on_event);
}

std::string Reader::read_any(char* text, const std::function<void(Reading&)>& on_event) {
    mend_json(text);
    rapidjson::InsituStringStream stream{text};
    Handler handler{*this, text, stream.src_, on_event};
    rapidjson::Reader json;
    constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
    const auto parsed = json.Parse<kFlags>(stream, handler);
    if (!parsed.IsError()) return {};
    cut_ = handler.began_as_event();
    if (cut_) handler.mark_cut_field();
    if (!handler.problem().empty()) return handler.problem();
    return std::string{"body: not JSON at byte "} + std::to_string(parsed.Offset()) + ": " +
           rapidjson::GetParseError_En(parsed.Code());
}

}  // namespace events
