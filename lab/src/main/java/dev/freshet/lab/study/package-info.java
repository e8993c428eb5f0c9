/** Studies: workloads that compare subjects of their own, and answer one question each. */
package dev.freshet.lab.study;
