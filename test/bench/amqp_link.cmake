backstop_program(amqp_link_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/amqp_link_bench.cpp LINK backstop::common_amqp)
