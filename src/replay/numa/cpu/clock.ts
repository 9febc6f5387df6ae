/** LRU's clock of a CPU: the words read before the present batch, to which the index in the batch is added. */
export class Clock {
  time = 0;
}
