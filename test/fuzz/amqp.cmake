# The assembler under libFuzzer: build/fuzz/…/fuzz_amqp_assembler test/fuzz/amqp_assembler_corpus
if(BACKSTOP_FUZZ)
    backstop_program(fuzz_amqp_assembler SOURCES ${CMAKE_CURRENT_LIST_DIR}/amqp_assembler_fuzz.cpp LINK backstop::common_amqp)
    target_link_options(fuzz_amqp_assembler PRIVATE -fsanitize=fuzzer)
endif()
