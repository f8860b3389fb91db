#include "consumers/notifier/template_text.h"

#include <doctest/doctest.h>

namespace {

using notifier::Braces;
using notifier::TemplateText;

std::string filled(const std::string& text, notifier::Fields fields,
                   Braces braces = Braces::Strict) {
    const auto parsed = TemplateText::parse(text, braces);
    REQUIRE(parsed.ok());
    return parsed.value().filled([&](const std::string& field) { return fields[field]; });
}

std::string problem(const std::string& text) {
    const auto parsed = TemplateText::parse(text);
    return parsed.ok() ? "" : parsed.error().what;
}

}  // namespace

TEST_CASE("notifier/template: places are filled, the rest stays") {
    CHECK_EQ(filled("Dear {{name}}, {{done}}/{{total}}{{name}}",
                    {{"name", "A"}, {"done", "1"}, {"total", "2"}}),
             "Dear A, 1/2A");
    CHECK_EQ(filled("", {}), "");
    CHECK_EQ(filled("a { b } c", {}), "a { b } c");
}

TEST_CASE("notifier/template: a value is not looked at again") {
    CHECK_EQ(filled("{{a}}", {{"a", "{{b}} }}"}, {"b", "no"}}), "{{b}} }}");
}

TEST_CASE("notifier/template: what is no place is told with its line") {
    CHECK_EQ(problem("a\nb {{Name}}"), "line 2: {{Name}} is no field");
    CHECK_EQ(problem("{{}}"), "line 1: {{}} is no field");
    CHECK_EQ(problem("{{ name }}"), "line 1: {{ name }} is no field");
    CHECK_EQ(problem("a\n\n{{name"), "line 3: {{ without }}");
    CHECK_EQ(problem("name}}"), "line 1: }} without {{");
    CHECK_EQ(problem("{{{name}}}"), "line 1: {{{name}} is no field");
}

TEST_CASE("notifier/template: beside loose braces JSON is text") {
    CHECK_EQ(filled(R"({"a":{"b":"{{text}}"}})", {{"text", "x"}}, Braces::Loose),
             R"({"a":{"b":"x"}})");
    CHECK_EQ(filled(R"({{"a":1}})", {}, Braces::Loose), R"({{"a":1}})");
}
