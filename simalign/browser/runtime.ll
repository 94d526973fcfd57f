; What compiled code expects of the machine: memory that is freed all at once, and the product of two 128-bit numbers.

%MemInfo = type { i64, ptr, ptr, ptr, i64 }

@__heap_base = external global i8
@heap_top = internal global i32 0

declare i32 @llvm.wasm.memory.size.i32(i32)
declare i32 @llvm.wasm.memory.grow.i32(i32, i32)
declare void @llvm.trap()

; the first free byte of memory
define i32 @top() {
  %top = load i32, ptr @heap_top
  %fresh = icmp eq i32 %top, 0
  %base = ptrtoint ptr @__heap_base to i32
  %first = select i1 %fresh, i32 %base, i32 %top
  ret i32 %first
}

; free all memory from an address on
define void @reset(i32 %top) {
  store i32 %top, ptr @heap_top
  ret void
}

; allocate memory that starts at a cache line
define i32 @allocate(i32 %bytes) noinline {
  %top = call i32 @top()
  %past = add i32 %top, 63
  %start = and i32 %past, -64
  %end = add i32 %start, %bytes
  %pages = call i32 @llvm.wasm.memory.size.i32(i32 0)
  %last = add i32 %end, 65535
  %needed = lshr i32 %last, 16
  %enough = icmp ule i32 %needed, %pages
  br i1 %enough, label %done, label %grow
grow:
  %more = sub i32 %needed, %pages
  %before = call i32 @llvm.wasm.memory.grow.i32(i32 0, i32 %more)
  %failed = icmp eq i32 %before, -1
  br i1 %failed, label %full, label %done
full:
  call void @llvm.trap()
  unreachable
done:
  store i32 %end, ptr @heap_top
  ret i32 %start
}

define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) noinline {
  %bytes = trunc i64 %size to i32
  %whole = add i32 %bytes, 64
  %address = call i32 @allocate(i32 %whole)
  %info = inttoptr i32 %address to ptr
  %start = add i32 %address, 64
  %data = inttoptr i32 %start to ptr
  %place = getelementptr %MemInfo, ptr %info, i32 0, i32 3
  store ptr %data, ptr %place
  ret ptr %info
}

define ptr @NRT_MemInfo_new_varsize_dtor(i64 %size, ptr %end) alwaysinline {
  %info = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 64)
  ret ptr %info
}

define ptr @NRT_Allocate(i64 %size) noinline {
  %bytes = trunc i64 %size to i32
  %address = call i32 @allocate(i32 %bytes)
  %data = inttoptr i32 %address to ptr
  ret ptr %data
}

; lists that grow and texts occur only in the messages of exceptions: the engine stops instead
define ptr @NRT_MemInfo_varsize_realloc(ptr %info, i64 %size) alwaysinline noreturn {
  call void @llvm.trap()
  unreachable
}

define ptr @NRT_MemInfo_alloc(i64 %size) alwaysinline noreturn {
  call void @llvm.trap()
  unreachable
}

; strides of an array without gaps as one row
define i32 @numba_attempt_nocopy_reshape(i64 %n, ptr %dims, ptr %strides, i64 %m, ptr %new, ptr %out, i64 %size, i32 %f) {
  %row = icmp eq i64 %m, 1
  br i1 %row, label %done, label %other
other:
  call void @llvm.trap()
  unreachable
done:
  store i64 %size, ptr %out
  ret i32 1
}

define void @NRT_incref(ptr %info) alwaysinline {
  ret void
}

define void @NRT_decref(ptr %info) alwaysinline {
  ret void
}

define void @NRT_Free(ptr %memory) alwaysinline {
  ret void
}

define void @NRT_MemInfo_call_dtor(ptr %info) alwaysinline {
  ret void
}

; the low 128 bits of a product, from 64-bit halves; not optimised, since LLVM would recognise it, and let it call itself
define void @__multi3(ptr %out, i64 %a0, i64 %a1, i64 %b0, i64 %b1) noinline optnone {
  %al = and i64 %a0, 4294967295
  %ah = lshr i64 %a0, 32
  %bl = and i64 %b0, 4294967295
  %bh = lshr i64 %b0, 32
  %ll = mul i64 %al, %bl
  %hl = mul i64 %ah, %bl
  %lh = mul i64 %al, %bh
  %hh = mul i64 %ah, %bh
  %llh = lshr i64 %ll, 32
  %hll = and i64 %hl, 4294967295
  %lhl = and i64 %lh, 4294967295
  %m0 = add i64 %llh, %hll
  %middle = add i64 %m0, %lhl
  %hlh = lshr i64 %hl, 32
  %lhh = lshr i64 %lh, 32
  %carry = lshr i64 %middle, 32
  %h0 = add i64 %hh, %hlh
  %h1 = add i64 %h0, %lhh
  %h2 = add i64 %h1, %carry
  %x = mul i64 %a0, %b1
  %y = mul i64 %a1, %b0
  %h3 = add i64 %h2, %x
  %high = add i64 %h3, %y
  %low = mul i64 %a0, %b0
  store i64 %low, ptr %out
  %next = getelementptr i64, ptr %out, i32 1
  store i64 %high, ptr %next
  ret void
}
