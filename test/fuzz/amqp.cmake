# The assembler under libFuzzer; run it with test/fuzz/amqp_assembler_corpus as its argument.
backstop_program(fuzz_amqp_assembler
    SOURCES ${CMAKE_SOURCE_DIR}/test/fuzz/amqp_assembler_fuzz.cpp
    LINK backstop::common_amqp)
target_link_options(fuzz_amqp_assembler PRIVATE -fsanitize=fuzzer)
