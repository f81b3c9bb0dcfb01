// performance (High Resolution Time).

function PerformanceToJSON() {
  return { timeOrigin: this.timeOrigin };
}
