terraform {
  required_providers {
    awslambda = {
      source = "terraform.local/lambda/awslambda"
    }
  }
}

provider "awslambda" {
  region = "eu-west-1"
}
