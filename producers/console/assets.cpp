#include "producers/console/assets.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace console {

using base::Errc;
using base::Error;

namespace {

constexpr size_t kBytesMax = 8 * 1024 * 1024;

std::string content_type_of(const std::string& extension) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTypes{
        {{".html", "text/html; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".txt", "text/plain; charset=utf-8"}}};
    for (const auto& [known, type] : kTypes) {
        if (known == extension) return std::string{type};
    }
    return {};
}

}  // namespace

base::Result<std::map<std::string, Asset>> load_assets(const std::string& folder) {
    const auto failed = [&](const std::string& why) {
        return Error{Errc::Fatal, "console.web_dir " + folder + ": " + why};
    };
    std::map<std::string, Asset> assets;
    size_t bytes = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (!entry.is_regular_file()) continue;
        const std::string name = entry.path().filename().string();
        Asset asset{.content_type = content_type_of(entry.path().extension().string()),
                    .bytes = {}};
        if (asset.content_type.empty()) return failed(name + ": of an unknown kind");
        std::ostringstream text;
        text << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
        asset.bytes = std::move(text).str();
        bytes += asset.bytes.size();
        if (bytes > kBytesMax) return failed("more than 8 MiB");
        assets["/" + name] = std::move(asset);
    }
    if (error) return failed(error.message());
    if (!assets.contains("/index.html")) return failed("no index.html in it");
    return assets;
}

}  // namespace console
