module bench/kit-input

go 1.21
