module github.com/enamel-home/enamel

go 1.26
