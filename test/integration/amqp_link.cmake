# What the test drives, and a bench in its own right: confirmed publishing and consuming on one thread.
backstop_program(amqp_link_bench
    SOURCES ${CMAKE_SOURCE_DIR}/test/bench/amqp_link_bench.cpp
    LINK backstop::common_amqp)
