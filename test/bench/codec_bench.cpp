// What the parts of an event's way cost in one thread, in microseconds of one core. Prints JSON.
#include <CLI/CLI.hpp>

#include "common/base/clock.h"
#include "common/events/codec.h"
#include "common/events/packing.h"
#include "test/bench/day_bodies.h"

namespace {

template <class Work>
double us_per_event(size_t events, const Work& work) {
    const base::MonoTime begin = base::mono_now();
    work();
    return static_cast<double>(base::mono_now() - begin) / static_cast<double>(events);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Decode, encode and pack a day's events"};
    bench::DayOptions day;
    app.add_option("--day-file", day.file)->required();
    app.add_option("--events", day.events);
    CLI11_PARSE(app, argc, argv);
    day.source = "nse-fo-dropcopy-1";
    const auto bodies = bench::day_bodies(day);
    events::Decoder decoder{day.partitions};
    std::vector<events::Batch> batches;
    size_t events = 0;
    for (const auto& body : bodies) events += body.events;
    const double decode = us_per_event(events, [&] {
        for (const auto& body : bodies)
            batches.push_back(decoder.decode(body.text, body.packed ? "zstd" : ""));
    });
    std::vector<std::string> texts;
    const double encode = us_per_event(events, [&] {
        for (const auto& batch : batches) {
            std::string& text = texts.emplace_back();
            for (const auto& event : batch.events) events::encode(event, text);
        }
    });
    events::Packer packer;
    size_t packed = 0, plain = 0;
    const double pack = us_per_event(events, [&] {
        for (const auto& text : texts) {
            packed += packer.pack(text).size();
            plain += text.size();
        }
    });
    std::printf(
        "{\"events\": %zu, \"decode_us\": %.3f, \"encode_us\": %.3f, \"pack_us\": %.3f, \"bytes\": "
        "%zu, "
        "\"packed_bytes\": %zu}\n",
        events, decode, encode, pack, plain / events, packed / events);
    return 0;
}
